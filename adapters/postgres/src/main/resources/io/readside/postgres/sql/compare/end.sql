-- Where a range of keys ends: at the row of a number in that table of the two which comes to it first. No row: neither has so
-- many.
-- {left}, {right} tables, {key} their key, {within} the keys that are left
-- for each table: what {within} binds, rows before the end bigint
-- index: the primary keys
select *
from (
    (
        select {key}
        from {left}
        where {within}
        order by {key}
        limit 1 offset ?
    )
    union all
    (
        select {key}
        from {right}
        where {within}
        order by {key}
        limit 1 offset ?
    )
) reached
order by {key}
limit 1
