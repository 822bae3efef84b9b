-- The columns of a table that a text of the user's has made, in order; none if it is no ordinary table, whose rows last as
-- long as its checkpoint.
-- 1 table text, schema-qualified and quoted
-- index: pg_class_oid_index, pg_attribute_relid_attnum_index
select a.attname,
    case a.atttypid
        when 'pg_catalog.timestamptz'::regtype then 'timestamptz'
        else pg_catalog.format_type(a.atttypid, null)
    end,
    pg_catalog.format_type(a.atttypid, a.atttypmod),
    a.atttypmod <> -1,
    a.attnotnull,
    a.atthasdef,
    a.attgenerated <> '' or a.attidentity <> '',
    a.attcollation = 'pg_catalog."C"'::regcollation
from pg_catalog.pg_class c
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.oid = to_regclass(?)
    and c.relkind = 'r'
    and c.relpersistence = 'p'
    and not c.relispartition
order by a.attnum
