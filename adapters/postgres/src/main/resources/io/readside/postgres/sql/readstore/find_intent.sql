-- One intent.
-- 1 id bigint
-- index: intent_pkey
select id, name, act, arguments, submitted_by, done, report, details
from readside.intent
where id = ?
