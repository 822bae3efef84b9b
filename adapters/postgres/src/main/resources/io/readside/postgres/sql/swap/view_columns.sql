-- The columns of a view, in order; none if it is no view. A collation is told only if it is not that of the type.
-- 1 view text, schema-qualified and quoted
-- index: pg_class_oid_index, pg_attribute_relid_attnum_index
select a.attname,
    format_type(a.atttypid, a.atttypmod),
    case when a.attcollation <> t.typcollation then format('%I.%I', n.nspname, o.collname) end
from pg_catalog.pg_class c
join pg_catalog.pg_attribute a on a.attrelid = c.oid
    and a.attnum > 0
    and not a.attisdropped
join pg_catalog.pg_type t on t.oid = a.atttypid
left join pg_catalog.pg_collation o on o.oid = a.attcollation
left join pg_catalog.pg_namespace n on n.oid = o.collnamespace
where c.oid = to_regclass(?)
    and c.relkind = 'v'
order by a.attnum
