-- Notes keys.
-- {suspects}, {names} k1, k2, …, {arrays} one ?::type[] for each
-- 1… values of each part, of equal length
insert into {suspects} ({names})
select *
from unnest({arrays})
