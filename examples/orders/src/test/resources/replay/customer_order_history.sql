select placed.data ->> 'orderId' as order_id,
       placed.data ->> 'customerId' as customer_id,
       (placed.data ->> 'placedAt')::timestamptz as placed_at,
       (placed.data ->> 'totalCents')::bigint as total_cents,
       case
           when exists (select from readside.events e where e.stream = placed.stream and e.type = 'OrderCancelled') then 'cancelled'
           when exists (select from readside.events e where e.stream = placed.stream and e.type = 'OrderShipped') then 'shipped'
           when exists (select from readside.events e where e.stream = placed.stream and e.type = 'PaymentCaptured') then 'paid'
           else 'placed'
       end as status
from readside.events placed
where placed.type = 'OrderPlaced'
