-- The rows in a range that differ as declared, in order of their keys.
-- {left}, {right} tables, {key} of one of the two rows l and r, {match} them, {present} whether there is an l and an r, {texts} of
-- both, {expected}, {within} the range
-- for each table: what {within} binds
-- index: the primary keys
select {key},
    {present},
    {texts}
from (select * from {left} where {within}) l
full join (select * from {right} where {within}) r on {match}
where {expected}
order by {key}
