-- Where two generations stand, after the first of them was locked. The second one's row is locked last, as everybody locks
-- them: in order of their numbers.
-- 1 name text, 2 generation integer, 3 generation integer
-- index: generation_pkey
-- locks: both rows, until the end of the transaction
select generation, position
from readside.generation
where name = ?
    and generation in (?, ?)
order by generation
for no key update
