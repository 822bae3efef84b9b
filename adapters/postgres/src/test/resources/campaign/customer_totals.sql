select placed.data ->> 'customerId' as customer_id,
       count(*) as orders,
       sum((placed.data ->> 'totalCents')::numeric) as ordered_cents,
       count(*) filter (where exists (select from events e
                                      where e.stream = placed.stream and e.type = 'OrderCancelled')) as cancelled_orders
from events placed
where placed.type = 'OrderPlaced'
group by 1
