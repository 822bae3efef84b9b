-- Compare-and-set of a checkpoint, the first statement of every batch: one row or the batch is fenced out. Its row lock
-- keeps other workers waiting until this one has ended.
--
-- For the rest of the transaction no plan may scan the table whole: a plan made while the table was empty is kept while
-- it grows, and would.
--
-- 1 to bigint, 2 name text, 3 generation integer, 4 epoch bigint, 5 from bigint
-- index: generation_pkey
-- locks: the generation's row, until the end of the transaction
update readside.generation
set position = ?,
    state = 'running',
    stopped_position = null,
    stopped_event = null,
    stopped_reason = null,
    stopped_at = null,
    moved_at = now()
where name = ?
    and generation = ?
    and epoch = ?
    and position = ?
returning set_config('enable_seqscan', 'off', true)
