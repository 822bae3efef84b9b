-- Gives a table the replica identity of another; that of an index is given by an index on the same columns, if there is one.
-- 1 source text, 2 target text, schema-qualified and quoted, 3 as a whole boolean: also where the target has another
-- index: pg_class_oid_index, pg_index_indrelid_index
with pair (source, target, whole) as (
    values (to_regclass(?), to_regclass(?), ?::boolean)
), unique_index (relation, name, identity, columns) as (
    select i.indrelid, c.relname, i.indisreplident, array(
        select a.attname
        from unnest(i.indkey) with ordinality k (attnum, place)
        join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
        order by k.place)
    from pair p
    join pg_catalog.pg_index i on i.indrelid in (p.source, p.target)
    join pg_catalog.pg_class c on c.oid = i.indexrelid
    where i.indisunique
        and i.indimmediate
        and i.indpred is null
)
select 'replica identity',
    case s.relreplident
        when 'n' then format('alter table %s replica identity nothing', p.target)
        when 'f' then format('alter table %s replica identity full', p.target)
        when 'i' then (
            select format('alter table %s replica identity using index %I', p.target, t.name)
            from unique_index u
            join unique_index t on t.columns = u.columns
            where u.relation = p.source
                and u.identity
                and t.relation = p.target
            limit 1)
        else format('alter table %s replica identity default', p.target)
    end,
    true
from pair p
join pg_catalog.pg_class s on s.oid = p.source
join pg_catalog.pg_class t on t.oid = p.target
where s.relkind = 'r'
    and s.relreplident <> t.relreplident
    and (p.whole or t.relreplident = 'd')
