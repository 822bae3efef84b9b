-- Lets green be fed or not, and moves its epoch on, so that whoever feeds it looks again.
-- 1 paused by text, 2 paused by text, 3 paused by text, 4 name text, 5 generation integer
-- index: generation_pkey
-- locks: the generation's row, until the end of the transaction
update readside.generation
set state = case when ?::text is null then 'running' else 'paused' end,
    paused_by = ?,
    paused_at = case when ?::text is not null then now() end,
    stopped_position = null,
    stopped_event = null,
    stopped_reason = null,
    stopped_at = null,
    epoch = epoch + 1
where name = ?
    and generation = ?
    and state <> 'regressed'
