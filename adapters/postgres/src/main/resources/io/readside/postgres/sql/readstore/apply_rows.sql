-- A whole batch of a few rows: the compare-and-set of move_checkpoint.sql, and upsert.sql if it got through. No row is written,
-- and none is waited for, unless the generation's row is locked first.
-- {move} move_checkpoint.sql, {table}, {columns}, {arrays}, {key}, {assignments} as in upsert.sql
-- 1 to 10 as in move_checkpoint.sql, then values of each column, then positions bigint[]
-- index: generation_pkey, the primary key
-- locks: the generation's row, then the rows, until the end of the transaction
with moved as (
    {move}
)
insert into {table} ({columns}, _position)
select *
from unnest({arrays}, ?::bigint[])
where exists (select from moved)
on conflict ({key}) do update
set {assignments},
    _position = excluded._position
