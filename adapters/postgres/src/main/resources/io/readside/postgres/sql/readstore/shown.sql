-- Whether the view of a read model's name shows its active generation: somebody may have renamed views by hand. The catalog is
-- read as a table, so in the reader's snapshot. An expression on a row g of readside.generation.
-- index: pg_class_relname_nsp_index, pg_rewrite_rel_rulename_index, pg_depend_depender_index, pg_class_oid_index
(g.role <> 'active' or g.kind = 'view' or exists (
    select
    from pg_catalog.pg_class v
    join pg_catalog.pg_namespace n on n.oid = v.relnamespace
    join pg_catalog.pg_rewrite r on r.ev_class = v.oid
    join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::regclass
        and d.objid = r.oid
        and d.refclassid = 'pg_catalog.pg_class'::regclass
    join pg_catalog.pg_class t on t.oid = d.refobjid
    where v.relname = g.name::name
        and n.nspname = 'public'
        and t.relname = (g.name || '__g' || g.generation)::name))
