-- The active generation and the row of a key, in one snapshot.
-- {table} of the generation that is believed to be active, {columns} all of the row, {key} column = ? for each of the key
-- 1… values of the key, then name text
-- index: the primary key; generation_active
select g.name, g.generation, g.version, g.level, g.epoch, g.position, g.state,
    g.stopped_position, g.stopped_event, g.stopped_reason, g.stopped_at,
    t.*
from readside.generation g
left join lateral (
    select true as _present, {columns}
    from {table}
    where {key}
) t on true
where g.name = ?
    and g.active
