select date_trunc('day', (data ->> 'placedAt')::timestamptz) as day,
       data ->> 'region' as region,
       count(*) as order_count,
       sum((data ->> 'totalCents')::numeric) as gross_cents
from readside.events
where type = 'OrderPlaced'
group by 1, 2
