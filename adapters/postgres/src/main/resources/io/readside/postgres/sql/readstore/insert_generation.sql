-- The first generation of a name, active from the start.
-- 1 name text, 2 version integer, 3 kind text, 4 level text, 5 signature text, 6 position bigint
-- index: generation_pkey, generation_active
insert into readside.generation (name, generation, version, kind, level, signature, active, position)
values (?, 1, ?, ?, ?, ?, true, ?)
