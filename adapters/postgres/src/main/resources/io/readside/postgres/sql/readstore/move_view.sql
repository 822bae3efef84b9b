-- The checkpoint of a materialized view: where its source was before the refresh, less what waited there.
-- Its anchor is that of its source: the timeline that tokens are compared with.
-- 1 position bigint, 2 parked_keys bigint, 3 parked_from bigint, 4 source text, 5 its generation integer, 6 its epoch bigint,
-- 7 shortest rest in milliseconds bigint, 8 source text, 9 its generation integer, 10 name text
-- index: generation_active, generation_pkey
update readside.generation v
set position = ?,
    parked_keys = ?,
    parked_from = ?,
    source = ?,
    source_generation = ?,
    source_epoch = ?,
    moved_at = now(),
    refreshed_at = clock_timestamp(),
    refresh_took = clock_timestamp() - now(),
    refresh_rest = greatest(?::bigint * interval '1 millisecond', clock_timestamp() - now()),
    anchor_log = s.anchor_log,
    anchor_position = s.anchor_position,
    anchor_event = s.anchor_event,
    anchor_timeline = s.anchor_timeline
from readside.generation s
where s.name = ?
    and s.generation = ?
    and v.name = ?
    and v.active
