-- How the views were changed by the swap.
-- 1 id bigint
-- index: rebuild_pkey
select mode
from readside.rebuild
where id = ?
