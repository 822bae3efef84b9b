-- The source of the reconcile query: the orders that the log knows of, as far as order_summary has got.
create or replace view public.order_events_placed as
select position,
       data ->> 'orderId' as order_id,
       data ->> 'customerId' as customer_id,
       data ->> 'region' as region,
       (data ->> 'totalCents')::bigint as total_cents,
       (data ->> 'placedAt')::timestamptz as placed_at
from readside.events_upto('order_summary')
where type = 'OrderPlaced'
