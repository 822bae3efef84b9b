-- Records that nothing is in the way any more, unless the epoch has moved.
-- 1 name text, 2 generation integer, 3 epoch bigint
-- index: generation_pkey
update readside.generation
set state = 'running',
    stopped_position = null,
    stopped_event = null,
    stopped_reason = null,
    stopped_at = null,
    paused_by = null,
    paused_at = null,
    regressed_reason = null,
    regressed_at = null
where name = ?
    and generation = ?
    and epoch = ?
    and state <> 'running'
