-- Whether the source of a materialized view has moved on since the view was last computed, or is another generation.
-- 1 name of the source text, 2 name of the view text
-- index: generation_active
select s.position > v.position
    or s.generation is distinct from v.source_generation
    or s.parked_from is distinct from v.parked_from
from readside.generation s, readside.generation v
where s.name = ?
    and s.active
    and v.name = ?
    and v.active
