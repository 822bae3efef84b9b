-- Notes that parked events could not be applied once more.
-- 1 keys text[], 2 positions bigint[], 3 reasons text[], of equal length, 4 name text, 5 generation integer
-- index: parked_event_pkey
-- locks: none; the transaction holds the generation's row
update readside.parked_event p
set reason = k.reason,
    attempts = p.attempts + 1
from unnest(?::text[], ?::bigint[], ?::text[]) k (key, position, reason)
where p.name = ?
    and p.generation = ?
    and p.key = k.key
    and p.position = k.position
    and k.reason is not null
