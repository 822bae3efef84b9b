-- Binds streams to keys; a binding that exists keeps its position.
-- {binding} the generation's table of bindings
-- 1 streams text[], 2 keys text[], 3 positions bigint[], of equal length
-- index: its primary key
insert into {binding} (stream, key, bound_at)
select *
from unnest(?::text[], ?::text[], ?::bigint[])
on conflict do nothing
