-- Marks the generations that have passed an event without seeing it; the first mark stays.
-- 1 position bigint, 2 reason text, 3 name text, 4 position bigint, 5 when it was found timestamptz
-- index: generation_pkey
update readside.generation
set rebuild_position = ?,
    rebuild_reason = ?
where name = ?
    and position >= ?
    and created_at <= ?
    and rebuild_position is null
