-- A generation of a name, the next in number.
-- 1 name text, 2 version integer, 3 kind text, 4 level text, 5 signature text, 6 role text, 7 role text, 8 state text,
-- 9 paused by text, 10 paused by text, 11 position bigint, 12 name text
-- index: generation_pkey, generation_active
insert into readside.generation
    (name, generation, version, kind, level, signature, role, active, state, paused_by, paused_at, position)
select ?, coalesce(max(g.generation), 0) + 1, ?, ?, ?, ?, ?, ? = 'active', ?, ?,
    case when ?::text is not null then now() end, ?
from readside.generation g
where g.name = ?
returning generation
