-- Rows of keys that have one: an upsert would lock each of them first, and write that down in the log of the database.
-- {table}, {arrays} one ?::type[] for each column, {names} c0, c1, …, {match} t.column = v.cN for each column of the key,
-- {assignments} column = v.cN for each other column
-- 1… values of each column, then positions bigint[], all of equal length
-- index: the primary key
update {table} t
set {assignments},
    _position = v.position
from unnest({arrays}, ?::bigint[]) v ({names}, position)
where {match}
