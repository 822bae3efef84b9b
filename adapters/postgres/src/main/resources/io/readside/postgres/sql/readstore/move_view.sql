-- The checkpoint of a materialized view: where its source was before the refresh.
-- 1 position bigint, 2 name text
-- index: generation_active
update readside.generation
set position = ?,
    moved_at = now()
where name = ?
    and active
