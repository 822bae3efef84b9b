-- The same rows in two generations, in the order of their events. Keys come in no order.
insert into order_summary__g1
select md5(i::text)::uuid::text, 'customer-' || i % 50000, (i::bigint * 7919) % 100000,
    (array['placed', 'paid', 'shipped'])[1 + i % 3],
    timestamptz '2026-01-01Z' + i * interval '1 second',
    case when i % 3 = 2 then timestamptz '2026-01-02Z' + i * interval '1 second' end,
    'eu', i
from generate_series(1, {rows}) i;
insert into order_summary__g2
select *
from order_summary__g1
order by _position
