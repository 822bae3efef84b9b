-- Which of some ids are in the log.
-- 1 ids uuid[]
-- index: log_id_key
-- locks: none that matter
select l.id
from readside.log l
where l.id = any (?)
