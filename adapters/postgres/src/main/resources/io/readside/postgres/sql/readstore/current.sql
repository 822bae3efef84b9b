-- One generation.
-- 1 name text, 2 generation integer
-- index: generation_pkey
select g.name, g.generation, g.version, g.level, g.epoch, g.position, g.state,
    g.stopped_position, g.stopped_event, g.stopped_reason, g.stopped_at
from readside.generation g
where g.name = ?
    and g.generation = ?
