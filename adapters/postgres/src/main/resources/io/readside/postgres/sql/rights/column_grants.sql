-- Gives the columns of a relation the grants of those of another, where both have the column. Who gave them is not kept.
-- 1 source text, 2 target text, schema-qualified and quoted, 3 as a whole boolean: what only the target has is revoked
-- index: pg_attribute_relid_attnum_index
with pair (source, target, whole) as (
    values (to_regclass(?), to_regclass(?), ?::boolean)
), held (relation, attname, grantee, privilege, grantable) as (
    select c.attrelid, c.attname, a.grantee, a.privilege_type, bool_or(a.is_grantable)
    from pair p
    join pg_catalog.pg_attribute c on c.attrelid in (p.source, p.target)
        and c.attnum > 0
        and not c.attisdropped
    cross join lateral aclexplode(c.attacl) a
    where (
        select count(*)
        from pg_catalog.pg_attribute o
        where o.attrelid in (p.source, p.target)
            and o.attname = c.attname
            and o.attnum > 0
            and not o.attisdropped) = 2
    group by c.attrelid, c.attname, a.grantee, a.privilege_type
), both_sides (attname, grantee, privilege, wanted, given) as (
    select h.attname, h.grantee, h.privilege,
        bool_or(h.grantable) filter (where h.relation = p.source),
        bool_or(h.grantable) filter (where h.relation = p.target)
    from pair p
    cross join held h
    group by h.attname, h.grantee, h.privilege
)
select format('grant of %s (%I) to %s', lower(b.privilege), b.attname, n.name),
    case
        when b.wanted is null
            then format('revoke %s (%I) on table %s from %s', b.privilege, b.attname, p.target, n.name)
        when b.given and not b.wanted then format(
            'revoke grant option for %s (%I) on table %s from %s', b.privilege, b.attname, p.target, n.name)
        else format('grant %s (%I) on table %s to %s', b.privilege, b.attname, p.target, n.name)
            || case when b.wanted then ' with grant option' else '' end
    end,
    true
from pair p
cross join both_sides b
cross join lateral (
    select case b.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(b.grantee)) end
) n (name)
where case
        when b.wanted is null then p.whole
        when b.given is null then true
        when b.given and not b.wanted then p.whole
        else b.wanted and not b.given
    end
order by b.attname, b.grantee, b.privilege
