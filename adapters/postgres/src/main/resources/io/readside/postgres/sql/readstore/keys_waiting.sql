-- The keys that some events wait for.
-- 1 name text, 2 generation integer, 3 positions bigint[]
-- index: parked_event_position
select distinct p.key
from readside.parked_event p
where p.name = ?
    and p.generation = ?
    and p.position = any (?::bigint[])
