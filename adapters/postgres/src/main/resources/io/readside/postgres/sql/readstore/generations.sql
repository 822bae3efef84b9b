-- Every generation of some names.
-- {generation} its columns
-- 1 names text[]
-- index: generation_pkey
select {generation},
    g.kind, g.signature
from readside.generation g
where g.name = any (?::text[])
order by g.name, g.generation
