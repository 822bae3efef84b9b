-- Gives a table the policies of another. An expression that names the source's table is made to name the target's. If one cannot
-- be made, a policy of the same name that the target has is as good: somebody has written it for other columns.
-- 1 source text, 2 target text, schema-qualified and quoted, 3 as a whole boolean: what only the target has is dropped, what
-- differs is replaced
-- index: pg_policy_polrelid_polname_index
with pair (source, target, whole) as (
    values (to_regclass(?), to_regclass(?), ?::boolean)
), policy (relation, name, definition) as (
    select y.polrelid, y.polname,
        format(' as %s for %s to %s',
            case when y.polpermissive then 'permissive' else 'restrictive' end,
            case y.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete'
                else 'all' end,
            (
                select string_agg(
                    case r.role when 0 then 'public' else quote_ident(pg_get_userbyid(r.role)) end, ', ' order by r.role)
                from unnest(y.polroles) r (role)))
            || coalesce(' using (' || pg_get_expr(y.polqual, y.polrelid) || ')', '')
            || coalesce(' with check (' || pg_get_expr(y.polwithcheck, y.polrelid) || ')', '')
    from pair p
    join pg_catalog.pg_policy y on y.polrelid in (p.source, p.target)
), both_sides (name, wanted, given) as (
    select y.name,
        max(replace(y.definition, quote_ident(s.relname) || '.', quote_ident(t.relname) || '.'))
            filter (where y.relation = p.source),
        max(y.definition) filter (where y.relation = p.target)
    from pair p
    join pg_catalog.pg_class s on s.oid = p.source
    join pg_catalog.pg_class t on t.oid = p.target
    cross join policy y
    group by y.name
)
select format('policy %I', b.name),
    case when b.given is null then '' else format('drop policy %I on %s; ', b.name, p.target) end
        || case when b.wanted is null then '' else format('create policy %I on %s%s', b.name, p.target, b.wanted) end,
    b.given is null
from pair p
cross join both_sides b
where b.given is null
    or (p.whole and b.wanted is distinct from b.given)
order by b.name
