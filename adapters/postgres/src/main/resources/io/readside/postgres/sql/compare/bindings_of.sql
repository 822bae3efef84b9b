-- In what the streams that are bound to keys differ, the first few of each key.
-- {left}, {right} tables of bindings
-- 1 keys text[], 2 keys text[], 3 most of a key and side integer
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
    from (select stream, key, bound_at from {left} where key = any (?::text[])) l
    full join (select stream, key, bound_at from {right} where key = any (?::text[])) r on r.stream = l.stream
        and r.key = l.key
    where l.bound_at is distinct from r.bound_at
) differing
where place <= ?
order by key, stream
