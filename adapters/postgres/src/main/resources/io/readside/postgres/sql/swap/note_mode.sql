-- Notes how the views were changed.
-- 1 mode text, 2 id bigint
-- index: rebuild_pkey
-- locks: none; the transaction holds the rebuild's row
update readside.rebuild
set mode = ?
where id = ?
