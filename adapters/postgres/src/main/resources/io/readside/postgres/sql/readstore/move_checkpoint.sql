-- Compare-and-set of a checkpoint, the first statement of every batch: one row or the batch is fenced out, or would go beyond
-- a meeting. Its row lock
-- keeps other workers waiting until this one has ended.
--
-- For the rest of the transaction no plan may scan the table whole: a plan made while the table was empty is kept while
-- it grows, and would.
--
-- 1 to bigint, 2 log uuid, 3 anchor bigint, 4 event uuid, 5 timeline integer, 6 name text, 7 generation integer,
-- 8 epoch bigint, 9 from bigint, 10 to bigint
-- index: generation_pkey
-- locks: the generation's row, until the end of the transaction
update readside.generation
set position = ?,
    anchor_log = ?,
    anchor_position = ?,
    anchor_event = ?,
    anchor_timeline = ?,
    state = case when state = 'regressed' then state else 'running' end,
    stopped_position = null,
    stopped_event = null,
    stopped_reason = null,
    stopped_at = null,
    paused_by = null,
    paused_at = null,
    moved_at = now()
where name = ?
    and generation = ?
    and epoch = ?
    and position = ?
    and (meeting_position is null or meeting_ends <= clock_timestamp() or ?::bigint <= meeting_position)
returning set_config('enable_seqscan', 'off', true)
