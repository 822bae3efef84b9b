-- Gives a relation the grants of another. Who gave them is not kept. Nothing is taken from the target's own owner.
-- 1 source text, 2 target text, schema-qualified and quoted, 3 as a whole boolean: what only the target has is revoked
-- index: pg_class_oid_index
with pair (source, target, whole) as (
    values (to_regclass(?), to_regclass(?), ?::boolean)
), held (relation, grantee, privilege, grantable) as (
    select c.oid, a.grantee, a.privilege_type, bool_or(a.is_grantable)
    from pair p
    join pg_catalog.pg_class c on c.oid in (p.source, p.target)
    cross join lateral aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
    group by c.oid, a.grantee, a.privilege_type
), both_sides (grantee, privilege, wanted, given) as (
    select h.grantee, h.privilege,
        bool_or(h.grantable) filter (where h.relation = p.source),
        bool_or(h.grantable) filter (where h.relation = p.target)
    from pair p
    cross join held h
    group by h.grantee, h.privilege
)
select format('grant of %s to %s', lower(b.privilege), n.name),
    case
        when b.wanted is null then format('revoke %s on table %s from %s', b.privilege, p.target, n.name)
        when b.given and not b.wanted
            then format('revoke grant option for %s on table %s from %s', b.privilege, p.target, n.name)
        else format('grant %s on table %s to %s', b.privilege, p.target, n.name)
            || case when b.wanted then ' with grant option' else '' end
    end,
    true
from pair p
join pg_catalog.pg_class t on t.oid = p.target
cross join both_sides b
cross join lateral (
    select case b.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(b.grantee)) end
) n (name)
where case
        when b.wanted is null then p.whole and b.grantee <> t.relowner
        when b.given is null then true
        when b.given and not b.wanted then p.whole and b.grantee <> t.relowner
        else b.wanted and not b.given
    end
order by b.grantee, b.privilege
