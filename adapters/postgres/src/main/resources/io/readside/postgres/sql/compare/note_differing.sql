-- Notes the keys in a range whose rows differ as nobody has declared.
-- {suspects}, {names} k1, k2, …; {left}, {right} tables, {key} of one of the two rows l and r, {match} them, {differs}, {within}
-- the range
-- for each table: what {within} binds
-- index: the primary keys
insert into {suspects} ({names})
select {key}
from (select * from {left} where {within}) l
full join (select * from {right} where {within}) r on {match}
where {differs}
