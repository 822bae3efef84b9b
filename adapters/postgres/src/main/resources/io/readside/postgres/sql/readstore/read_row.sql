-- The generation that serves a reader, the row of a key and the first event parked for it, in one snapshot.
-- Parked events are looked up as the first at or after it: only the primary key has that order, whatever statistics say of a key that
-- many events wait for.
-- {serving} the generation, {table} of the one that is believed to serve, {columns} all of the row, {key} column = ? for each of the key,
-- {generation} columns of the generation, {parked} of the event
-- 1 name text, 2 version integer, 3 version integer, 4 key text, 5 key text, then values of the key
-- index: the primary key; generation_pkey; parked_event_pkey
select {generation},
    {parked},
    t.*
from {serving} g
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
