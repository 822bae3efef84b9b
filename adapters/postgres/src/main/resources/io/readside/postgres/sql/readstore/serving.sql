-- The generation that serves a reader.
-- {generation} its columns, {serving} the generation
-- 1 name text, 2 version integer, 3 version integer
select {generation},
    g.kind, g.signature
from {serving} g
