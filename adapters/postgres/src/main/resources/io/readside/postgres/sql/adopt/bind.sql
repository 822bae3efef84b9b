-- Binds streams to keys as was recomputed; and streams that were unbound, to no key where that is so. Without that word their
-- next event would find no binding, and stop the projection.
-- {binding} the generation's table of bindings, {recomputed} the one that was recomputed
-- 1 keys text[], 2 streams text[]
-- index: those on the keys
insert into {binding} (stream, key, bound_at)
select stream, key, bound_at
from {recomputed}
where key = any (?::text[])
union all
select stream, key, bound_at
from {recomputed}
where stream = any (?::text[])
    and key = '[]'
on conflict do nothing
