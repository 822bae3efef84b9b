-- Notes where the rows of keys were last touched by statements.
-- {table}, {arrays} one ?::type[] for each column of the key, {names} k1, k2, …, {match} t.column = k.kN
-- 1… values of each column of the key, then positions bigint[]
-- index: the primary key
update {table} t
set _position = k.position
from unnest({arrays}, ?::bigint[]) k ({names}, position)
where {match}
