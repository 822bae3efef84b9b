select placed.data ->> 'orderId' as order_id,
       placed.data ->> 'customerId' as customer_id,
       (placed.data ->> 'totalCents')::bigint as total_cents,
       case
           when exists (select from events e where e.stream = placed.stream and e.type = 'OrderCancelled') then 'cancelled'
           when exists (select from events e where e.stream = placed.stream and e.type = 'OrderShipped') then 'shipped'
           when exists (select from events e where e.stream = placed.stream and e.type = 'PaymentCaptured') then 'paid'
           else 'placed'
       end as status,
       (placed.data ->> 'placedAt')::timestamptz as placed_at,
       (select (e.data ->> 'shippedAt')::timestamptz from events e
        where e.stream = placed.stream and e.type = 'OrderShipped') as shipped_at,
       placed.data ->> 'region' as region
from events placed
where placed.type = 'OrderPlaced'
