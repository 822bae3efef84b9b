-- What the last reconcile of a read model came to.
-- 1 name text
-- index: reconciliation_name
select name, generation, scope, position, finished_at, extract(epoch from took) * 1000, rows, drift, details::text
from readside.reconciliation
where name = ?
order by id desc
limit 1
