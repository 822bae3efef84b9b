-- Every parked key and the position of its first event, going from key to key: how many events wait does not matter.
-- 1 name text, 2 generation integer
-- index: parked_event_pkey
with recursive home (name, generation) as (
    values (?::text, ?::integer)
), first (key, position) as (
    select n.key, n.position
    from home h
    cross join lateral (
        select p.key, p.position
        from readside.parked_event p
        where p.name = h.name
            and p.generation = h.generation
        order by p.key, p.position
        limit 1
    ) n
    union all
    select n.key, n.position
    from first f
    cross join home h
    cross join lateral (
        select p.key, p.position
        from readside.parked_event p
        where p.name = h.name
            and p.generation = h.generation
            and p.key > f.key
        order by p.key, p.position
        limit 1
    ) n
)
select key, position
from first
