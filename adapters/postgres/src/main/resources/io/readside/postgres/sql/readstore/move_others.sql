-- Moves the epochs of the other generations of a read model on, so that whoever feeds one of them begins anew.
-- 1 name text, 2 generation integer
-- index: generation_pkey, by its first column
-- locks: the rows of these generations, until the end of the transaction
update readside.generation
set epoch = epoch + 1
where name = ?
    and generation <> ?
    and role <> 'scratch'
