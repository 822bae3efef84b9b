-- Notes events as applied, and says which of them were not before.
-- {applied} the generation's table of applied events
-- 1 events uuid[], 2 positions bigint[], of equal length
-- index: its primary key
insert into {applied} (event, position)
select *
from unnest(?::uuid[], ?::bigint[])
on conflict do nothing
returning position
