-- If a table was emptied whole, notes every key that either has now: only they can differ by it.
-- {suspects}, {names} k1, k2, …; {left}, {right} tables, {key} their key
-- index: the one on the suspects' keys
with emptied as (
    delete from {suspects}
    where k1 is null
    returning id
)
insert into {suspects} ({names})
select {key}
from {left}
where exists (select from emptied)
union
select {key}
from {right}
where exists (select from emptied)
