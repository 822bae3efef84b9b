-- Generations by name, the active ones or those beside them, with who feeds it and what waits in it.
-- {generation} its columns, {lease} those of its lease, {which} of them
-- index: none on generations, a handful of rows; parked_event_pkey
select {generation},
    {lease},
    coalesce(p.events, 0),
    coalesce(p.age, 0),
    g.rebuild_position,
    g.rebuild_reason,
    g.source,
    g.source_generation,
    exists (
        select
        from readside.generation s
        where s.name = g.source
            and s.generation = g.source_generation
            and s.active),
    g.refreshed_at,
    (extract(epoch from g.refresh_took) * 1000000)::bigint,
    (extract(epoch from g.refresh_rest) * 1000000)::bigint
from readside.generation g
left join readside.lease l on l.name = g.name
    and l.generation = g.generation
    and l.partition = 0
left join lateral (
    select count(*) as events,
        greatest((extract(epoch from clock_timestamp() - min(e.parked_at)) * 1000000)::bigint, 0) as age
    from readside.parked_event e
    where g.parked_from is not null
        and e.name = g.name
        and e.generation = g.generation
) p on true
where {which}
order by g.name, g.generation
