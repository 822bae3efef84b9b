-- A materialized view was dropped and is made anew.
-- 1 statements text, 2 name text
-- index: generation_active
update readside.generation
set signature = ?
where name = ?
    and active
