-- The indexes of a table: name, and whether it can be that of the key. Such a one is unique at once and for all rows, on
-- exactly these columns in this order, each in its own collation.
-- 1 columns of the key text[], 2 table text, schema-qualified and quoted
-- index: pg_index_indrelid_index
select i.relname,
    x.indisunique and x.indimmediate and x.indisvalid and x.indpred is null and coalesce((
        select array_agg(a.attname::text order by k.place) = ?::text[]
            and bool_and(k.in_collation in (0, a.attcollation))
        from unnest(x.indkey, x.indcollation) with ordinality k (attnum, in_collation, place)
        left join pg_catalog.pg_attribute a on a.attrelid = x.indrelid and a.attnum = k.attnum
        where k.place <= x.indnkeyatts), false)
from pg_catalog.pg_index x
join pg_catalog.pg_class i on i.oid = x.indexrelid
where x.indrelid = to_regclass(?)
order by 1
