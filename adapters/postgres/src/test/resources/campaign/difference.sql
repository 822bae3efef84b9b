-- How many rows of a read model differ from what its events up to its checkpoint say, in both directions.
-- name: of the read model; expected: a query over events
with expected as (
    {expected}
)
select count(*)
from (
    (select * from expected except all select * from {name})
    union all
    (select * from {name} except all select * from expected)
) difference
