-- Gives a generation its role after a swap. Its meeting ends, and its epoch moves on: a batch in flight does not survive.
-- 1 role text, 2 role text, 3 name text, 4 generation integer
-- index: generation_pkey, generation_active
-- locks: the generation's row, until the end of the transaction
update readside.generation
set role = ?,
    active = ? = 'active',
    epoch = epoch + 1,
    meeting_position = null,
    meeting_log = null,
    meeting_anchor = null,
    meeting_event = null,
    meeting_timeline = null,
    meeting_ends = null
where name = ?
    and generation = ?
