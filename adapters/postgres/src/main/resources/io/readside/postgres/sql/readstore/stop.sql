-- Records the event that cannot be applied, unless the generation has moved to it or past it, or its epoch has moved. That
-- the log is another one weighs more and stays.
-- 1 position bigint, 2 event text, 3 reason text, 4 name text, 5 generation integer, 6 epoch bigint, 7 position bigint
-- index: generation_pkey
update readside.generation
set state = 'stopped',
    stopped_position = ?,
    stopped_event = ?,
    stopped_reason = ?,
    stopped_at = now(),
    paused_by = null,
    paused_at = null
where name = ?
    and generation = ?
    and epoch = ?
    and position < ?
    and state <> 'regressed'
