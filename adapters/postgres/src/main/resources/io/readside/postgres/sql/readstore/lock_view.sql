-- Lets one process at a time refresh a materialized view, if it is its turn.
-- 1 name text, 2 epoch bigint
-- index: generation_active
-- locks: the view's row in readside.generation, until the end of the transaction
select position
from readside.generation
where name = ?
    and active
    and epoch = ?
for no key update
