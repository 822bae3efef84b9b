-- How many keys are suspects; a table that was emptied whole counts as one until its keys are noted.
-- {suspects}, {names} k1, k2, …
-- index: the one on the suspects' keys
select count(*)
from (
    select distinct {names}
    from {suspects}
) noted
