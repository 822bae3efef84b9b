-- Rows of keys, whether they exist or not.
-- {table}, {columns} all of the row, {arrays} one ?::type[] for each, {key} columns, {assignments} of the columns
-- 1… values of each column, then positions bigint[], all of equal length
-- index: the primary key
insert into {table} ({columns}, _position)
select *
from unnest({arrays}, ?::bigint[])
on conflict ({key}) do update
set {assignments},
    _position = excluded._position
