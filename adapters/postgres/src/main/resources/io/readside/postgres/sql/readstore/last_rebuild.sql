-- The last rebuild of a name.
-- {rebuild} its columns
-- 1 name text
-- index: rebuild_name
select {rebuild}
from readside.rebuild r
where r.name = ?
order by r.id desc
limit 1
