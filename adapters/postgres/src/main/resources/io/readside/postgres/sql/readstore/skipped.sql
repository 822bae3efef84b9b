-- What was given up for keys of a read model, in whichever of its generations.
-- 1 name text
-- index: skipped_event_pkey, by its first column
select distinct s.key,
    s.position
from readside.skipped_event s
where s.name = ?
