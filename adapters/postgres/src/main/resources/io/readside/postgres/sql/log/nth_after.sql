-- The position of the nth event above a position and up to another; no row if there are fewer.
-- 1 after bigint, 2 up to bigint, 3 n - 1 integer
-- index: log_pkey, index only where vacuum has been
select position
from readside.log
where position > ?
    and position <= ?
order by position
offset ?
limit 1
