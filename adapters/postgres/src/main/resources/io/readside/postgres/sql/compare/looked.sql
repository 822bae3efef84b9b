-- The suspects that confirm.sql looks at, in order of their keys.
-- {suspects}, {names} k1, k2, …, {later} which of them
-- what {later} binds, most bigint
-- index: the one on the suspects' keys
select distinct {names}
from {suspects}
where {later}
order by {names}
limit ?
