-- Gives leases back.
-- 1 names text[], 2 generations integer[], of equal length, 3 owner text
-- index: lease_pkey
update readside.lease l
set expires_at = clock_timestamp()
from unnest(?::text[], ?::integer[]) w (name, generation)
where l.name = w.name
    and l.generation = w.generation
    and l.partition = 0
    and l.owner = ?
    and l.expires_at > clock_timestamp()
