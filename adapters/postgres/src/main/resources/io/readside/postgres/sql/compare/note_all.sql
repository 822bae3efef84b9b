-- A table was emptied whole: notes every key that either has now, since only they can differ by it.
-- {suspects}, {names} k1, k2, …; {left}, {right} tables, {key} their key
-- index: the one on the suspects' keys; the primary keys
with emptied as (
    delete from {suspects}
    where k1 is null
)
insert into {suspects} ({names})
select {key}
from {left}
union
select {key}
from {right}
