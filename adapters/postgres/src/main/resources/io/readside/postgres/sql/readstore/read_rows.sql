-- The active generation and the first rows in order of their keys, in one snapshot. The order is that of the inner query:
-- one row on the left and no condition leave only a nested loop.
-- {table} of the generation that is believed to be active, {columns} all of the row, {key} its columns, {generation} columns
-- of the generation
-- 1 limit integer, 2 name text
-- index: the primary key; generation_active
select {generation},
    t.*
from readside.generation g
left join lateral (
    select true as _present, {columns}
    from {table}
    order by {key}
    limit ?
) t on true
where g.name = ?
    and g.active
