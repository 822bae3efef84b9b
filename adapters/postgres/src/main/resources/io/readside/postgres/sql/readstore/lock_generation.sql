-- The first statement of a transaction that changes rows while the checkpoint stays: one row, or it is fenced out. Plans
-- as in move_checkpoint.sql.
-- 1 name text, 2 generation integer, 3 epoch bigint
-- index: generation_pkey
-- locks: the generation's row, until the end of the transaction
select set_config('enable_seqscan', 'off', true)
from readside.generation
where name = ?
    and generation = ?
    and epoch = ?
for no key update
