-- The keys that a stream is bound to on one side only, or by another event; a key may come several times.
-- {left}, {right} tables of bindings
-- index: none; both are read whole, and joined by a hash
select coalesce(l.key, r.key)
from {left} l
full join {right} r on r.stream = l.stream
    and r.key = l.key
where l.bound_at is distinct from r.bound_at
    and coalesce(l.key, r.key) <> '[]'
