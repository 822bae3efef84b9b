-- Takes the rows of keys over. Those that were there are deleted before, all of them: one may hold a value that has to be unique
-- and is another one's by right.
-- {live} the generation's table, {table} the one that was recomputed, {columns} of both, {of_t} the same as t.column; {arrays},
-- {names}, {match} as in readstore/delete.sql
-- 1… values of each column of the key
-- index: the primary keys
insert into {live} ({columns})
select {of_t}
from unnest({arrays}) k ({names})
join {table} t on {match}
