-- The active generation of a name.
-- 1 name text
-- index: generation_active
select g.name, g.generation, g.version, g.level, g.epoch, g.position, g.state,
    g.stopped_position, g.stopped_event, g.stopped_reason, g.stopped_at,
    g.kind, g.signature
from readside.generation g
where g.name = ?
    and g.active
