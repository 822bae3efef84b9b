-- The active generation of every name.
-- index: none; a handful of rows
select g.name, g.generation, g.version, g.level, g.epoch, g.position, g.state,
    g.stopped_position, g.stopped_event, g.stopped_reason, g.stopped_at
from readside.generation g
where g.active
order by g.name
