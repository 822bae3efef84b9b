-- Turns row security of a table on and off as that of another is.
-- 1 source text, 2 target text, schema-qualified and quoted, 3 as a whole boolean: what only the target has is turned off
-- index: pg_class_oid_index
with pair (source, target, whole) as (
    values (to_regclass(?), to_regclass(?), ?::boolean)
)
select 'row security: ' || w.wanted,
    format('alter table %s %s row level security', p.target, w.wanted),
    true
from pair p
join pg_catalog.pg_class s on s.oid = p.source
join pg_catalog.pg_class t on t.oid = p.target
cross join lateral (values
    (case when s.relrowsecurity then 'enable' else 'disable' end, s.relrowsecurity, t.relrowsecurity),
    (case when s.relforcerowsecurity then 'force' else 'no force' end, s.relforcerowsecurity, t.relforcerowsecurity)
) w (wanted, source, target)
where w.source <> w.target
    and (p.whole or w.source)
