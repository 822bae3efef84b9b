-- Gives the first parked event of a key up, if it is the one that is meant, and keeps a record of it.
-- A key is looked up as the first at or after it: only the primary key has that order, whatever statistics say of a key that
-- many events wait for.
-- 1 name text, 2 generation integer, 3 key text, 4 position bigint, 5 reason text, 6 by text
-- index: parked_event_pkey
-- locks: none; the transaction holds the generation's row
with meant (name, generation, key, position) as (
    values (?::text, ?::integer, ?::text, ?::bigint)
), first (position) as (
    select n.position
    from meant m
    cross join lateral (
        select p.key, p.position
        from readside.parked_event p
        where p.name = m.name
            and p.generation = m.generation
            and p.key >= m.key
        order by p.key, p.position
        limit 1
    ) n
    where n.key = m.key
), given_up as (
    delete from readside.parked_event p
    using meant m, first f
    where p.name = m.name
        and p.generation = m.generation
        and p.key = m.key
        and p.position = m.position
        and p.position = f.position
    returning p.*
)
insert into readside.skipped_event
    (name, generation, key, position, event, event_id, reason_parked, reason, skipped_by)
select g.name, g.generation, g.key, g.position, g.event, g.event_id, g.reason, ?, ?
from given_up g
