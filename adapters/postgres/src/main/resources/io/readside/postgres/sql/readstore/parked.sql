-- The parked keys of generations but for those that are recomputed, each with its first event and how many wait.
-- {parked} columns of the event
-- 1 name text, 2 name text, null: all
-- index: parked_event_pkey
select {parked},
    g.name,
    g.generation,
    k.events
from readside.generation g
cross join lateral (
    select e.key,
        min(e.position) as position,
        count(*) as events
    from readside.parked_event e
    where e.name = g.name
        and e.generation = g.generation
    group by e.key
) k
join readside.parked_event p on p.name = g.name
    and p.generation = g.generation
    and p.key = k.key
    and p.position = k.position
where g.role <> 'scratch'
    and g.parked_from is not null
    and (?::text is null or g.name = ?)
order by g.name, g.generation, p.position, p.key
