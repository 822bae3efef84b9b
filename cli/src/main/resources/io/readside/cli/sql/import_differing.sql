-- The first of some events whose id stands for another event in the log; no row if none does.
-- 1 ids uuid[], 2 streams text[], 3 types text[], 4 versions integer[], 5 data text[] (JSON)
-- index: log_id_key
-- locks: none that matter
select e.n
from unnest(?::uuid[], ?::text[], ?::text[], ?::integer[], ?::text[]) with ordinality e (id, stream, type, version, data, n)
join readside.log l on l.id = e.id
where (l.stream, l.type, l.version, l.data) <> (e.stream, e.type, e.version, e.data::jsonb)
order by e.n
limit 1
