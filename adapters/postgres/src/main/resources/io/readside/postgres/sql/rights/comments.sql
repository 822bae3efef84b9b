-- Gives a relation the comments of another: its own, and those of the columns that both have.
-- 1 source text, 2 target text, schema-qualified and quoted, 3 as a whole boolean: also where the target has another
-- index: pg_description_o_c_o_index, pg_attribute_relid_attnum_index
with pair (source, target, whole) as (
    values (to_regclass(?), to_regclass(?), ?::boolean)
), comment (what, wanted, given) as (
    select format('%s %s', case c.relkind when 'v' then 'view' else 'table' end, p.target),
        obj_description(p.source, 'pg_class'),
        obj_description(p.target, 'pg_class')
    from pair p
    join pg_catalog.pg_class c on c.oid = p.target
    union all
    select format('column %s.%I', p.target, t.attname),
        col_description(p.source, s.attnum),
        col_description(p.target, t.attnum)
    from pair p
    join pg_catalog.pg_attribute s on s.attrelid = p.source and s.attnum > 0 and not s.attisdropped
    join pg_catalog.pg_attribute t on t.attrelid = p.target and t.attnum > 0 and t.attname = s.attname
)
select 'comment on ' || c.what,
    format('comment on %s is %L', c.what, c.wanted),
    true
from pair p
cross join comment c
where c.wanted is distinct from c.given
    and (p.whole or c.given is null)
