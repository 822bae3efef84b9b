-- What holds for the rows that a materialized view is computed from.
-- {shown} whether the view that it reads shows them
-- 1 name text
-- index: generation_active
select g.generation, g.version, g.epoch, g.position, g.parked_keys, g.parked_from, {shown}
from readside.generation g
where g.name = ?
    and g.active
