-- How many keys were parked in the last while, and still are.
-- 1 name text, 2 generation integer, 3 while in milliseconds bigint
-- index: parked_event_refused
select count(distinct p.key)
from readside.parked_event p
where p.name = ?
    and p.generation = ?
    and p.reason is not null
    and p.parked_at > clock_timestamp() - ? * interval '1 millisecond'
