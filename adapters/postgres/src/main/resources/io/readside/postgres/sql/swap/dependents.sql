-- What depends on a table or a view, or on its row type, and would stay with it, or keep it from being dropped; in words.
-- What is a part of the relation itself goes with it, but for a user's rules, and his triggers on a view: those that another
-- relation is to have as well count unless it has them, under the same name. What else is made on a table: hand_made.sql.
-- 1 the other relation text, schema-qualified and quoted, or null; 2 relations text[], likewise, that do not count; 3 the
-- relation text, likewise
-- index: pg_depend_reference_index, and that on the oid of each catalog
with relation as (
    select c.oid, c.reltype, t.typarray, to_regclass(?) as other, array(
        select to_regclass(o.name)::oid
        from unnest(?::text[]) o (name)) as ours
    from pg_catalog.pg_class c
    left join pg_catalog.pg_type t on t.oid = c.reltype
    where c.oid = to_regclass(?)
)
select distinct case
        when w.oid is not null and w.rulename = '_RETURN'
            then pg_describe_object('pg_catalog.pg_class'::regclass, w.ev_class, 0)
        else pg_describe_object(d.classid, d.objid, d.objsubid)
    end
from relation r
cross join lateral (values
    ('pg_catalog.pg_class'::regclass, r.oid),
    ('pg_catalog.pg_type'::regclass, r.reltype),
    ('pg_catalog.pg_type'::regclass, r.typarray)) f (classid, objid)
join pg_catalog.pg_depend d on d.refclassid = f.classid
    and d.refobjid = f.objid
    and d.deptype in ('n', 'a')
left join pg_catalog.pg_rewrite w on d.classid = 'pg_catalog.pg_rewrite'::regclass and w.oid = d.objid
left join pg_catalog.pg_trigger t on d.classid = 'pg_catalog.pg_trigger'::regclass and t.oid = d.objid
left join pg_catalog.pg_constraint k on d.classid = 'pg_catalog.pg_constraint'::regclass and k.oid = d.objid
left join pg_catalog.pg_policy p on d.classid = 'pg_catalog.pg_policy'::regclass and p.oid = d.objid
left join pg_catalog.pg_attrdef a on d.classid = 'pg_catalog.pg_attrdef'::regclass and a.oid = d.objid
left join pg_catalog.pg_statistic_ext s on d.classid = 'pg_catalog.pg_statistic_ext'::regclass and s.oid = d.objid
left join pg_catalog.pg_publication_rel b on d.classid = 'pg_catalog.pg_publication_rel'::regclass and b.oid = d.objid
left join pg_catalog.pg_index i on d.classid = 'pg_catalog.pg_class'::regclass and i.indexrelid = d.objid
left join pg_catalog.pg_class q on d.classid = 'pg_catalog.pg_class'::regclass and q.oid = d.objid and q.relkind = 'S'
cross join lateral (
    select coalesce(w.ev_class, t.tgrelid, nullif(k.conrelid, 0), p.polrelid, a.adrelid, s.stxrelid, b.prrelid,
        i.indrelid, case when q.oid is not null then r.oid end)
) h (holder)
where case
        when h.holder is distinct from r.oid then not coalesce(h.holder = any (r.ours), false)
        when t.oid is not null then r.other is null and not t.tgisinternal
        when w.oid is not null then w.rulename <> '_RETURN'
            and not exists (
                select
                from pg_catalog.pg_rewrite x
                where x.ev_class = r.other
                    and x.rulename = w.rulename)
        else false
    end
order by 1
