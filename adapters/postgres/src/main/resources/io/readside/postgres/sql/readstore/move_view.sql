-- The checkpoint of a materialized view: where its source was before the refresh, less what waited there.
-- 1 position bigint, 2 parked_keys bigint, 3 parked_from bigint, 4 source integer, 5 name text
-- index: generation_active
update readside.generation
set position = ?,
    parked_keys = ?,
    parked_from = ?,
    source_generation = ?,
    moved_at = now()
where name = ?
    and active
