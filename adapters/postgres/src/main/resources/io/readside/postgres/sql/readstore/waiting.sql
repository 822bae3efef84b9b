-- The events that wait for some keys, the first ones. Of each key a range is read that begins and ends at it: only the
-- primary key has that order, whatever statistics say of a key that many events wait for.
-- {parked} columns of the event
-- 1 keys text[], 2 name text, 3 generation integer, 4 most integer, 5 most integer
-- index: parked_event_pkey
select {parked}
from unnest(?::text[]) k (key)
cross join lateral (
    select e.*
    from readside.parked_event e
    where e.name = ?
        and e.generation = ?
        and e.key between k.key and k.key
    order by e.key, e.position
    limit ?
) p
order by p.position, p.key
limit ?
