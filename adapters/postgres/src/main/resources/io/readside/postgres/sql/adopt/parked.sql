-- Which of some keys are parked.
-- 1 name text, 2 generation integer, 3 keys text[]
-- index: parked_event_pkey
select distinct key
from readside.parked_event
where name = ?
    and generation = ?
    and key = any (?::text[])
