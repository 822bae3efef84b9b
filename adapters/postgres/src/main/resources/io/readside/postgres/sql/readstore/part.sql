-- Ends a meeting of two generations.
-- 1 name text, 2 generation integer, 3 generation integer
-- index: generation_pkey
update readside.generation
set meeting_position = null,
    meeting_log = null,
    meeting_anchor = null,
    meeting_event = null,
    meeting_timeline = null,
    meeting_ends = null
where name = ?
    and generation in (?, ?)
    and meeting_position is not null
