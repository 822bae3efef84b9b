-- What statements of the user's have made under the name of a materialized view: whether it is one, whether it has rows, whether
-- it has the index that a concurrent refresh needs, whether it reads its source by the public view, and which read models and
-- materialized views it reads past that; of those its checkpoint would know nothing. No row: nothing is there.
-- 1 view text, 2 source text, both schema-qualified and quoted
-- index: pg_class_oid_index, pg_index_indrelid_index, pg_rewrite_rel_rulename_index, pg_depend_depender_index
with recursive wanted (view, source) as (
    select to_regclass(?)::oid, to_regclass(?)::oid
), reads (relation) as (
    select view
    from wanted
    union
    select d.refobjid
    from reads s
    cross join wanted w
    join pg_catalog.pg_rewrite r on r.ev_class = s.relation
    join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::regclass
        and d.objid = r.oid
        and d.refclassid = 'pg_catalog.pg_class'::regclass
    where s.relation is distinct from w.source
)
select c.relkind = 'm',
    c.relispopulated,
    exists (
        select
        from pg_catalog.pg_index x
        join pg_catalog.pg_class i on i.oid = x.indexrelid
        join pg_catalog.pg_am a on a.oid = i.relam
        where x.indrelid = c.oid
            and a.amname = 'btree'
            and x.indisunique
            and x.indimmediate
            and x.indisvalid
            and x.indpred is null
            and x.indexprs is null),
    exists (select from reads where relation = w.source),
    (
        select string_agg(o.relname, ', ' order by o.relname)
        from reads s
        join pg_catalog.pg_class o on o.oid = s.relation
        where o.oid not in (w.view, w.source)
            and (
                o.relkind = 'm'
                or o.relnamespace = c.relnamespace
                    and exists (
                        select
                        from readside.generation g
                        where o.relname = (g.name || '__g' || g.generation)::name)))
from wanted w
join pg_catalog.pg_class c on c.oid = w.view
