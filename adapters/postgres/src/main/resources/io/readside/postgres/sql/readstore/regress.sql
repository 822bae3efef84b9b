-- Records that the log is not the one that was read, unless the epoch has moved.
-- 1 reason text, 2 name text, 3 generation integer, 4 epoch bigint
-- index: generation_pkey
update readside.generation
set state = 'regressed',
    regressed_reason = ?,
    regressed_at = now(),
    stopped_position = null,
    stopped_event = null,
    stopped_reason = null,
    stopped_at = null,
    paused_by = null,
    paused_at = null
where name = ?
    and generation = ?
    and epoch = ?
