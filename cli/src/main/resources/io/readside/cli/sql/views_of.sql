-- The views that show a generation of a read model, with the version of the generation and their text.
-- 1 name text
-- index: pg_depend_reference_index, pg_class_oid_index, generation_pkey
select distinct n.nspname, v.relname, g.generation, g.version, g.active, pg_get_viewdef(v.oid)
from readside.generation g
join pg_catalog.pg_class t on t.relname = (g.name || '__g' || g.generation)::name
    and t.relkind = 'r'
join pg_catalog.pg_namespace n on n.oid = t.relnamespace
join pg_catalog.pg_depend d on d.refclassid = 'pg_catalog.pg_class'::regclass
    and d.refobjid = t.oid
    and d.classid = 'pg_catalog.pg_rewrite'::regclass
join pg_catalog.pg_rewrite r on r.oid = d.objid
join pg_catalog.pg_class v on v.oid = r.ev_class
    and v.relnamespace = t.relnamespace
    and v.relkind = 'v'
where g.name = ?
order by 2, 3
