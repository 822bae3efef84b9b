select placed.data ->> 'orderId' as order_id,
       line ->> 'sku' as sku,
       sum((line ->> 'quantity')::bigint)::bigint as quantity,
       coalesce((select sum((e.data ->> 'quantity')::bigint) from readside.events e
        where e.stream = placed.stream and e.type = 'ItemShipped' and e.data ->> 'sku' = line ->> 'sku'), 0)::bigint as shipped,
       placed.data ->> 'region' as region
from readside.events placed,
     jsonb_array_elements(case jsonb_typeof(placed.data -> 'lines') when 'array' then placed.data -> 'lines' else '[]' end) line
where placed.type = 'OrderPlaced'
  and not exists (select from readside.events e
                  where e.stream = placed.stream and e.type in ('OrderShipped', 'OrderCancelled'))
group by placed.stream, placed.data, line ->> 'sku'
