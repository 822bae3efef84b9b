-- Two generations, so that no batch of either is in flight; in order of their numbers, as everybody locks them.
-- {generation} their columns
-- 1 name text, 2 generation integer, 3 generation integer
-- index: generation_pkey
-- locks: both rows, until the end of the transaction
select {generation}
from readside.generation g
where g.name = ?
    and g.generation in (?, ?)
order by g.generation
for no key update of g
