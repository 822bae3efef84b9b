-- The last rebuild of a name that has got to the head of the log.
-- {rebuild} its columns
-- 1 name text
-- index: rebuild_name
select {rebuild}
from readside.rebuild r
where r.name = ?
    and r.took is not null
order by r.id desc
limit 1
