-- Events that were found where readers had passed, without those that are known already.
-- 1 known positions bigint[]
select position, event, stream, found_at
from readside.late_event
where position <> all (?::bigint[])
order by position
