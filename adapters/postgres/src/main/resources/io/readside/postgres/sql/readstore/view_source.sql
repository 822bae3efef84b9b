-- What holds for the rows that a materialized view is computed from.
-- 1 name text
-- index: generation_active
select position, parked_keys, parked_from, generation
from readside.generation
where name = ?
    and active
