-- Puts a table into the publications that another was put into by name, with the same columns and rows. It is taken out of none.
-- 1 source text, 2 target text, schema-qualified and quoted, 3 as a whole boolean: also where the target has other columns or rows
-- index: pg_publication_rel_prrelid_prpubid_index
with pair (source, target, whole) as (
    values (to_regclass(?), to_regclass(?), ?::boolean)
), member (relation, publication, part) as (
    select r.prrelid, b.pubname,
        coalesce(' (' || (
            select string_agg(quote_ident(a.attname), ', ' order by a.attname)
            from unnest(r.prattrs) k (attnum)
            join pg_catalog.pg_attribute a on a.attrelid = r.prrelid and a.attnum = k.attnum) || ')', '')
            || coalesce(' where (' || pg_get_expr(r.prqual, r.prrelid) || ')', '')
    from pair p
    join pg_catalog.pg_publication_rel r on r.prrelid in (p.source, p.target)
    join pg_catalog.pg_publication b on b.oid = r.prpubid
), both_sides (publication, wanted, given) as (
    select m.publication,
        max(m.part) filter (where m.relation = p.source),
        max(m.part) filter (where m.relation = p.target)
    from pair p
    cross join member m
    group by m.publication
)
select format('publication %I', b.publication),
    case
        when b.given is null then ''
        else format('alter publication %I drop table %s; ', b.publication, p.target)
    end || format('alter publication %I add table %s%s', b.publication, p.target, b.wanted),
    b.given is null
from pair p
cross join both_sides b
where b.wanted is not null
    and (b.given is null or (p.whole and b.wanted <> b.given))
order by b.publication
