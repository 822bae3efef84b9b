-- Which of the names that a read model needs are taken, as schema.name; in order.
-- 1 schemas text[], 2 names text[], of equal length
-- index: pg_class_relname_nsp_index
select n.nspname || '.' || c.relname
from unnest(?::text[], ?::text[]) wanted (schema, name)
join pg_catalog.pg_namespace n on n.nspname = wanted.schema
join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = wanted.name
order by 1
