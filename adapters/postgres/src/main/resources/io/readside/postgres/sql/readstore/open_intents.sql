-- What nobody has dealt with yet, in order.
-- 1 names text[]
-- index: intent_open
select id, name, act, arguments, submitted_by, done, report
from readside.intent
where name = any (?::text[])
    and done is null
order by id
