-- Records that no more is to be applied, unless the epoch has moved. That the log is another one weighs more and stays.
-- 1 by text, 2 name text, 3 generation integer, 4 epoch bigint
-- index: generation_pkey
update readside.generation
set state = 'paused',
    paused_by = ?,
    paused_at = now(),
    stopped_position = null,
    stopped_event = null,
    stopped_reason = null,
    stopped_at = null
where name = ?
    and generation = ?
    and epoch = ?
    and state <> 'regressed'
