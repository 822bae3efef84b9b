-- Gives a generation another role.
-- 1 role text, 2 name text, 3 generation integer
-- index: generation_pkey
-- locks: the generation's row, until the end of the transaction
update readside.generation
set role = ?
where name = ?
    and generation = ?
