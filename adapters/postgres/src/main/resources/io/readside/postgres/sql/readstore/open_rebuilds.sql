-- The rebuilds of some names that have not come to an end.
-- {rebuild} its columns
-- 1 names text[]
-- index: rebuild_open
select {rebuild}
from readside.rebuild r
where r.name = any (?::text[])
    and r.state not in ('dropped', 'aborted')
order by r.name
