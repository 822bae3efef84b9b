-- Forgets a generation: its parked events, its lease, its row. What was skipped in it stays on record.
-- 1 name text, 2 generation integer, then the same twice more
-- index: parked_event_pkey, lease_pkey, generation_pkey
with parked as (
    delete from readside.parked_event
    where name = ?
        and generation = ?
), leased as (
    delete from readside.lease
    where name = ?
        and generation = ?
)
delete from readside.generation
where name = ?
    and generation = ?
