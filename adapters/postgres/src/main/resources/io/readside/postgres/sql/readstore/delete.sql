-- Deletes the rows of keys.
-- {table}, {arrays} one ?::type[] for each column of the key, {names} k1, k2, …, {match} t.column = k.kN
-- 1… values of each column of the key
-- index: the primary key
delete from {table} t
using unnest({arrays}) k ({names})
where {match}
