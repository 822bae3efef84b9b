-- In what the streams that are bound to keys differ, the first few of each key.
-- Keys are looked up one after the other, which offset 0 sees to: by statistics of an empty table the primary key would be read
-- whole for each of them.
-- {left}, {right} tables of bindings
-- 1 keys text[], none twice, 2 the same, 3 most of a key and side integer
-- index: those on the keys
select key, stream, on_left, on_right
from (
    select coalesce(l.key, r.key) as key,
        coalesce(l.stream, r.stream) as stream,
        l.bound_at as on_left,
        r.bound_at as on_right,
        row_number() over (
            partition by coalesce(l.key, r.key), l.bound_at is null, r.bound_at is null
            order by coalesce(l.stream, r.stream)) as place
    from (
        select b.*
        from unnest(?::text[]) k (key)
        cross join lateral (
            select stream, key, bound_at
            from {left} b
            where b.key = k.key
            offset 0) b) l
    full join (
        select b.*
        from unnest(?::text[]) k (key)
        cross join lateral (
            select stream, key, bound_at
            from {right} b
            where b.key = k.key
            offset 0) b) r on r.stream = l.stream
        and r.key = l.key
    where l.bound_at is distinct from r.bound_at
) differing
where place <= ?
order by key, stream
