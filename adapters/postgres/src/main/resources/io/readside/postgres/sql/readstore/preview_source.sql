-- As serving_source.sql, for readers who want to see what is being built. An expression after from.
-- 1 name text, 2 version integer, 3 version integer
-- index: generation_pkey
(
    select *
    from readside.generation
    where name = ?
        and (active or (version = ? and role in ('building', 'verified', 'kept')))
    order by (version = ?) desc, generation desc
    limit 1
)
