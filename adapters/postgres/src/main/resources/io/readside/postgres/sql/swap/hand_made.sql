-- What people have made on the table of blue that the table of green has no like of: in words; the statement that makes its like,
-- null if green lacks a column for that; the statement that drops it. A constraint that was not validated is as good as one that was.
-- Of a generation of which was not noted what is ours, triggers only: we have made none. A name is taken over as it is, with
-- green's number for blue's; where it is not free, or too long, it ends with the oid.
-- {things} those of a table
-- 1 table of blue text, 2 table of green text, schema-qualified and quoted; 3 name text, 4 generation of blue integer, 5 that of
-- green integer
-- index: generation_pkey, pg_depend_depender_index, pg_class_relname_nsp_index, pg_constraint_conrelid_contypid_conname_index,
-- pg_trigger_tgrelid_tgname_index, pg_statistic_ext_name_index
-- locks: none
with pair (blue, green, name, blue_number, green_number) as (
    values (to_regclass(?), to_regclass(?), ?::text, ?::integer, ?::integer)
), relation (oid) as (
    select unnest(array[p.blue, p.green])::oid
    from pair p
), thing as (
    {things}
)
select format('%s %I', t.kind, t.name),
    case when not lacking.a_column then
        replace(
            replace(t.making, E'\001', case when t.kind = 'statistics' then format('%s.', t.namespace::regnamespace) else '' end
                || quote_ident(case
                    when not taken.already and octet_length(wanted.name) <= 63 then wanted.name
                    else left(t.name, 63 - 11 - octet_length(t.name) + length(t.name)) || '_' || t.object
                end)),
            E'\002', p.green::text)
    end,
    t.dropping
from pair p
join readside.generation g on g.name = p.name and g.generation = p.blue_number
join thing t on t.relation = p.blue
join pg_catalog.pg_class b on b.oid = p.blue
join pg_catalog.pg_class o on o.oid = p.green
cross join lateral (
    select exists (
        select
        from pg_catalog.pg_depend d
        join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
        where d.classid = t.catalog
            and d.objid = t.object
            and d.refclassid = 'pg_catalog.pg_class'::regclass
            and d.refobjid = p.blue
            and not exists (
                select
                from pg_catalog.pg_attribute other
                where other.attrelid = p.green
                    and other.attname = a.attname
                    and other.attnum > 0))
) lacking (a_column)
cross join lateral (
    select case
        when t.namespace is null or strpos(t.name, b.relname) > 0 then replace(t.name, b.relname, o.relname)
        else regexp_replace(t.name, '_g' || p.blue_number || '$', '') || '_g' || p.green_number
    end
) wanted (name)
cross join lateral (
    select exists (
            select
            from pg_catalog.pg_class c
            where t.namespace is not null
                and c.relnamespace = t.namespace
                and c.relname = wanted.name)
        or exists (
            select
            from pg_catalog.pg_constraint k
            where k.conrelid = p.green
                and k.conname = wanted.name)
        or exists (
            select
            from pg_catalog.pg_trigger x
            where x.tgrelid = p.green
                and x.tgname = wanted.name)
        or exists (
            select
            from pg_catalog.pg_statistic_ext s
            where s.stxnamespace = t.namespace
                and s.stxname = wanted.name)
) taken (already)
where case
        when g.made is null then t.kind = 'trigger'
        else concat_ws(' ', t.kind, t.name) <> all (g.made)
    end
    and not exists (
        select
        from thing like_it
        where like_it.relation = p.green
            and like_it.kind = t.kind
            and regexp_replace(like_it.making, ' NOT VALID$', '') = regexp_replace(t.making, ' NOT VALID$', ''))
order by t.kind, t.name
