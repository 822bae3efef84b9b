-- Gives a relation the options of another: storage parameters of a table and of its TOAST table, options of a view.
-- 1 source text, 2 target text, schema-qualified and quoted, 3 as a whole boolean: also where the target has another
-- index: pg_class_oid_index
with pair (source, target, whole) as (
    values (to_regclass(?), to_regclass(?), ?::boolean)
), held (relation, name, value) as (
    select c.oid, quote_ident(o.option_name), o.option_value
    from pair p
    join pg_catalog.pg_class c on c.oid in (p.source, p.target)
    cross join lateral pg_options_to_table(c.reloptions) o
    union all
    select c.oid, 'toast.' || quote_ident(o.option_name), o.option_value
    from pair p
    join pg_catalog.pg_class c on c.oid in (p.source, p.target)
    join pg_catalog.pg_class t on t.oid = c.reltoastrelid
    cross join lateral pg_options_to_table(t.reloptions) o
), both_sides (name, wanted, given) as (
    select h.name,
        max(h.value) filter (where h.relation = p.source),
        max(h.value) filter (where h.relation = p.target)
    from pair p
    cross join held h
    group by h.name
)
select 'option ' || b.name,
    case
        when b.wanted is null then format('alter table %s reset (%s)', p.target, b.name)
        else format('alter table %s set (%s = %L)', p.target, b.name, b.wanted)
    end,
    true
from pair p
cross join both_sides b
where b.wanted is distinct from b.given
    and (p.whole or b.given is null)
order by b.name
