-- The rows of keys, with the position that each was last changed at.
-- {table}, {columns} all of the row, as t.column; {arrays}, {names}, {match} as in delete.sql
-- 1… values of each column of the key
-- index: the primary key
select {columns}, t._position
from unnest({arrays}) k ({names})
join {table} t on {match}
