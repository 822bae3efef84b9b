-- How many microseconds ago a rebuild was begun; none if it has not been, or if the clock was set back.
-- 1 id bigint
-- index: rebuild_pkey
select coalesce(greatest((extract(epoch from clock_timestamp() - r.begun_at) * 1000000)::bigint, 0), 0)
from readside.rebuild r
where r.id = ?
