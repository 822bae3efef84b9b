-- R1: what follows the watermark. How far positions are without gap, the last one seen, and how many were looked at.
-- 1 watermark bigint, 2 watermark bigint, 3 limit integer
-- index: log_pkey, index only where vacuum has been
select max(position) filter (where position = ? + nth) as dense,
    max(position) as seen,
    count(*) as events
from (
    select position, row_number() over (order by position) as nth
    from (
        select position
        from readside.log
        where position > ?
        order by position
        limit ?
    ) page
) numbered
