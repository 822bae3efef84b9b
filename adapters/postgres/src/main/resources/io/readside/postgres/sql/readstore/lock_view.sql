-- Lets one process at a time refresh a materialized view.
-- 1 name text
-- index: generation_active
-- locks: the view's row in readside.generation, until the end of the transaction
select position
from readside.generation
where name = ?
    and active
for update
