-- How many events lie between two checkpoints.
-- 1 from bigint, 2 to bigint
select count(*)
from readside.events
where stream like 'order-%'
    and position > ?
    and position <= ?
