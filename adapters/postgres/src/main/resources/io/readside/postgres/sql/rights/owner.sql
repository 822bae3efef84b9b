-- Gives a relation the owner of another.
-- 1 source text, 2 target text, schema-qualified and quoted, 3 as a whole boolean
-- index: pg_class_oid_index
with pair (source, target, whole) as (
    values (to_regclass(?), to_regclass(?), ?::boolean)
)
select format('owner %I', pg_get_userbyid(s.relowner)),
    format('alter table %s owner to %I', p.target, pg_get_userbyid(s.relowner)),
    true
from pair p
join pg_catalog.pg_class s on s.oid = p.source
join pg_catalog.pg_class t on t.oid = p.target
where s.relowner <> t.relowner
