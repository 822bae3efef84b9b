-- Whether there is a place to note keys, and how many of the triggers that note them are in force on each of two tables.
-- 1 suspects text, 2 names of triggers text[], 3 left text, 4 names of triggers text[], 5 right text; tables schema-qualified and
-- quoted
-- index: pg_trigger_tgrelid_tgname_index
select to_regclass(?) is not null,
    (
        select count(*)
        from pg_catalog.pg_trigger
        where tgname = any (?::text[])
            and tgrelid = to_regclass(?)
            and tgenabled = 'A'
    ),
    (
        select count(*)
        from pg_catalog.pg_trigger
        where tgname = any (?::text[])
            and tgrelid = to_regclass(?)
            and tgenabled = 'A'
    )
