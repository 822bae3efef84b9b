-- The keys for which an event was given up.
-- 1 name text, 2 generation integer, 3 position bigint
-- index: skipped_event_pkey, by its first two columns
select distinct s.key
from readside.skipped_event s
where s.name = ?
    and s.generation = ?
    and s.position = ?
