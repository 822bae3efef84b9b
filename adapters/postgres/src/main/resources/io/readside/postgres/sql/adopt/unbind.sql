-- Takes off what binds streams to keys otherwise than was recomputed, and says which streams.
-- {binding} the generation's table of bindings, {recomputed} the one that was recomputed
-- 1 keys text[]
-- index: that on the keys; the primary key of the other
delete from {binding} l
where l.key = any (?::text[])
    and not exists (
        select
        from {recomputed} r
        where r.stream = l.stream
            and r.key = l.key
            and r.bound_at = l.bound_at)
returning l.stream
