-- Adds events to the queues of their keys. A key that had none waiting counts once more.
-- A key is looked up as the first at or after it: only the primary key has that order, whatever statistics say of a key that
-- many events wait for.
-- 1 name text, 2 generation integer, 3 keys text[], 4 positions bigint[], 5 events text[], 6 ids uuid[], 7 reasons text[],
-- all arrays of equal length
-- index: parked_event_pkey, generation_pkey
-- locks: none; the batch holds the generation's row
with home (name, generation) as (
    values (?::text, ?::integer)
), wanted (key, position, event, event_id, reason) as (
    select *
    from unnest(?::text[], ?::bigint[], ?::text[], ?::uuid[], ?::text[])
), fresh (keys) as (
    select count(*)
    from (select distinct w.key from wanted w) w
    cross join home h
    left join lateral (
        select p.key
        from readside.parked_event p
        where p.name = h.name
            and p.generation = h.generation
            and p.key >= w.key
        order by p.key, p.position
        limit 1
    ) n on true
    where n.key is distinct from w.key
), parked as (
    insert into readside.parked_event (name, generation, key, position, event, event_id, reason, attempts)
    select h.name, h.generation, w.key, w.position, w.event, w.event_id, w.reason,
        case when w.reason is null then 0 else 1 end
    from wanted w
    cross join home h
)
update readside.generation g
set parked_keys = g.parked_keys + f.keys,
    parked_from = least(g.parked_from, (select min(w.position) from wanted w))
from fresh f
cross join home h
where g.name = h.name
    and g.generation = h.generation
