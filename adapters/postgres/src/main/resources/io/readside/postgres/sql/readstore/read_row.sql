-- The active generation, the row of a key and the first event parked for it, in one snapshot.
-- Parked events are looked up as the first at or after it: only the primary key has that order, whatever statistics say of a key that
-- many events wait for.
-- {table} of the generation that is believed to be active, {columns} all of the row, {key} column = ? for each of the key,
-- {generation} columns of the generation, {parked} of the event
-- 1 key text, 2 key text, then values of the key, then name text
-- index: the primary key; generation_active; parked_event_pkey
select {generation},
    {parked},
    t.*
from readside.generation g
left join lateral (
    select e.*
    from readside.parked_event e
    where e.name = g.name
        and e.generation = g.generation
        and e.key >= ?
    order by e.key, e.position
    limit 1
) p on p.key = ?
left join lateral (
    select true as _present, {columns}
    from {table}
    where {key}
) t on true
where g.name = ?
    and g.active
