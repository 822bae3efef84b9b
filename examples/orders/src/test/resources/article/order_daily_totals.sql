CREATE MATERIALIZED VIEW order_daily_totals AS
SELECT
date_trunc('day', placed_at) AS day,
region,
count(*) AS order_count,
sum(total_cents) AS gross_cents
FROM order_summary
GROUP BY 1, 2
WITH NO DATA;
CREATE UNIQUE INDEX ON order_daily_totals (day, region);
-- Refreshed concurrently so reads are not blocked during recompute
REFRESH MATERIALIZED VIEW CONCURRENTLY order_daily_totals;
