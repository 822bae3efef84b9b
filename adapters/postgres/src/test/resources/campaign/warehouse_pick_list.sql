select order_id,
       sku,
       quantity,
       coalesce((select sum((e.data ->> 'quantity')::bigint) from events e
                 where e.stream = wanted.stream and e.type = 'ItemShipped' and e.data ->> 'sku' = wanted.sku), 0)::bigint as shipped,
       region
from (select placed.stream,
             placed.data ->> 'orderId' as order_id,
             placed.data ->> 'region' as region,
             line ->> 'sku' as sku,
             sum((line ->> 'quantity')::bigint)::bigint as quantity
      from events placed,
           jsonb_array_elements(case jsonb_typeof(placed.data -> 'lines') when 'array' then placed.data -> 'lines' else '[]' end) line
      where placed.type = 'OrderPlaced'
        and not exists (select from events e
                        where e.stream = placed.stream and e.type in ('OrderShipped', 'OrderCancelled'))
      group by 1, 2, 3, 4) wanted
