-- Notes what is on the table of a generation, just made, and what we shall make on it: all else that is found there later is a
-- user's.
-- {things} those of a table
-- 1 table text, schema-qualified and quoted; 2 indexes text[] that come later; 3 name text, 4 generation integer
-- index: generation_pkey
with relation (oid) as (
    values (to_regclass(?)::oid)
), thing as (
    {things}
)
update readside.generation g
set made = array(
    select distinct made.what
    from (
        select concat_ws(' ', t.kind, t.name)
        from thing t
        union all
        select concat_ws(' ', 'index', later.name)
        from unnest(?::text[]) later (name)) made (what)
    order by 1)
where g.name = ?
    and g.generation = ?
