-- The generation that serves readers of a version; without one the active generation of another version. An expression after from.
-- 1 name text, 2 version integer, 3 version integer
-- index: generation_pkey
(
    select *
    from readside.generation
    where name = ?
        and (active or (version = ? and role in ('verified', 'kept')))
    order by (version = ?) desc, active desc, generation desc
    limit 1
)
