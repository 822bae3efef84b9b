-- The position of the last committed event, 0 if there is none, and the timeline.
-- index: log_pkey
select coalesce((select max(position) from readside.log), 0) as position,
    timeline
from readside.log_identity
