-- All generations of a read model but what is recomputed, in order of their numbers, as everybody locks them.
-- 1 name text
-- index: generation_pkey, by its first column
-- locks: these rows, until the end of the transaction
select g.generation
from readside.generation g
where g.name = ?
    and g.role <> 'scratch'
order by g.generation
for no key update of g
