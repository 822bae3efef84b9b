-- The checkpoint of a materialized view: where its source was before the refresh, less what waited there.
-- 1 position bigint, 2 parked_keys bigint, 3 parked_from bigint, 4 source text, 5 its generation integer, 6 its epoch bigint,
-- 7 shortest rest in milliseconds bigint, 8 name text
-- index: generation_active
update readside.generation
set position = ?,
    parked_keys = ?,
    parked_from = ?,
    source = ?,
    source_generation = ?,
    source_epoch = ?,
    moved_at = now(),
    refreshed_at = clock_timestamp(),
    refresh_took = clock_timestamp() - now(),
    refresh_rest = greatest(?::bigint * interval '1 millisecond', clock_timestamp() - now())
where name = ?
    and active
