-- The active generation of a name.
-- {generation} its columns
-- 1 name text
-- index: generation_active
select {generation},
    g.kind, g.signature
from readside.generation g
where g.name = ?
    and g.active
