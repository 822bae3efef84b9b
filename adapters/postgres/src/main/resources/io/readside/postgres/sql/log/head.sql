-- The position of the last committed event; 0 if there is none.
-- index: log_pkey
select coalesce(max(position), 0)
from readside.log
