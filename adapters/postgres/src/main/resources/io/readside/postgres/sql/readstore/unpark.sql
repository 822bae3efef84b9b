-- Takes events off the queues of their keys, and says which of them still waited.
-- 1 keys text[], 2 positions bigint[], of equal length, 3 name text, 4 generation integer
-- index: parked_event_pkey
-- locks: none; the transaction holds the generation's row
delete from readside.parked_event p
using unnest(?::text[], ?::bigint[]) k (key, position)
where p.name = ?
    and p.generation = ?
    and p.key = k.key
    and p.position = k.position
returning p.key, p.position
