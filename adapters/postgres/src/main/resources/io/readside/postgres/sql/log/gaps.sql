-- The ranges of positions without an event between two events. Must be a statement of its own, after the one that found
-- these positions complete and before a page is read up to there: what such a page lacks is then among them.
-- 1 after bigint, 2 after bigint, 3 up to bigint
-- index: log_pkey, index only where vacuum has been
select previous + 1 as first, position - 1 as last
from (
    select position, lag(position, 1, ?::bigint) over (order by position) as previous
    from readside.log
    where position > ?
        and position <= ?
) pair
where position > previous + 1
order by position
