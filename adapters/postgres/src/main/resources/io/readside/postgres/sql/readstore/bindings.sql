-- The keys that streams are bound to.
-- {binding} the generation's table of bindings
-- 1 streams text[]
-- index: its primary key
select stream, key, bound_at
from {binding}
where stream = any (?::text[])
order by stream, bound_at, key
