-- Gives the columns of a table the statistics targets of those of another, where both have the column. From PostgreSQL 17 on the
-- default is null, before it is -1.
-- 1 source text, 2 target text, schema-qualified and quoted, 3 as a whole boolean: also where the target has another
-- index: pg_attribute_relid_attnum_index
with pair (source, target, whole) as (
    values (to_regclass(?), to_regclass(?), ?::boolean)
)
select format('statistics target of %I', s.attname),
    format('alter table %s alter column %I set statistics %s', p.target, s.attname, coalesce(s.attstattarget, -1)),
    true
from pair p
join pg_catalog.pg_attribute s on s.attrelid = p.source and s.attnum > 0 and not s.attisdropped
join pg_catalog.pg_attribute t on t.attrelid = p.target and t.attnum > 0 and t.attname = s.attname
where coalesce(s.attstattarget, -1) <> coalesce(t.attstattarget, -1)
    and (p.whole or coalesce(t.attstattarget, -1) = -1)
order by s.attnum
