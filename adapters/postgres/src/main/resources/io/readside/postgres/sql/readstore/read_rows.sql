-- The generation that serves a reader and the first rows in order of their keys, in one snapshot. The order is that of the inner query:
-- one row on the left and no condition leave only a nested loop.
-- {serving} the generation, {table} of the one that is believed to serve, {columns} all of the row, {key} its columns, {generation} columns
-- of the generation
-- 1 name text, 2 version integer, 3 version integer, 4 limit integer
-- index: the primary key; generation_pkey
select {generation},
    t.*
from {serving} g
left join lateral (
    select true as _present, {columns}
    from {table}
    order by {key}
    limit ?
) t on true
