-- Moves the epoch on, so that a batch in flight, folded from the rows of before, has no effect.
-- 1 name text, 2 generation integer
-- index: generation_pkey
update readside.generation
set epoch = epoch + 1
where name = ?
    and generation = ?
