-- A generation of a name, the next in number: none is given twice, since a worker may still look for the one before.
-- 1 name text, 2 name text, 3 name text, 4 version integer, 5 kind text, 6 level text, 7 signature text, 8 role text, 9 role
-- text, 10 state text, 11 paused by text, 12 paused by text, 13 position bigint
-- index: generation_number_pkey, generation_pkey, generation_active
with next (number) as (
    insert into readside.generation_number as n (name, last)
    values (?, 1 + coalesce((select max(g.generation) from readside.generation g where g.name = ?), 0))
    on conflict (name) do update
    set last = n.last + 1
    returning n.last
)
insert into readside.generation
    (name, generation, version, kind, level, signature, role, active, state, paused_by, paused_at, position)
select ?, n.number, ?, ?, ?, ?, ?, ? = 'active', ?, ?,
    case when ?::text is not null then now() end, ?
from next n
returning generation
