-- The limit of folding order_summary: one statement reads the log, folds by key and writes every row once, durably.
insert into order_summary (order_id, customer_id, total_cents, status, placed_at, shipped_at, region)
select
    data ->> 'orderId',
    min(data ->> 'customerId'),
    min((data ->> 'totalCents')::bigint),
    (array_agg(
        case type
            when 'OrderPlaced' then 'placed'
            when 'PaymentCaptured' then 'paid'
            when 'OrderShipped' then 'shipped'
            when 'OrderCancelled' then 'cancelled'
        end
        order by position desc) filter (where type <> 'ItemShipped'))[1],
    min((data ->> 'placedAt')::timestamptz),
    min((data ->> 'shippedAt')::timestamptz) filter (where type = 'OrderShipped'),
    min(data ->> 'region')
from readside.log
group by 1
