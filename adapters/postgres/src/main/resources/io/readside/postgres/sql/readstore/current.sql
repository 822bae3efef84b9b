-- One generation, and who feeds it.
-- {generation} its columns, {lease} those of its lease
-- 1 name text, 2 generation integer
-- index: generation_pkey, lease_pkey
select {generation},
    {lease}
from readside.generation g
left join readside.lease l on l.name = g.name
    and l.generation = g.generation
    and l.partition = 0
where g.name = ?
    and g.generation = ?
