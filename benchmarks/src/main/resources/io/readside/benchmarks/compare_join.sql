-- What it takes PostgreSQL to compare two tables in one statement, with all the memory that it wants.
set work_mem = '1GB';
select count(*)
from order_summary__g1 l
full join order_summary__g2 r on l.order_id = r.order_id
where (l.customer_id, l.total_cents, l.status, l.placed_at, l.shipped_at, l.region)
    is distinct from (r.customer_id, r.total_cents, r.status, r.placed_at, r.shipped_at, r.region);
reset work_mem
