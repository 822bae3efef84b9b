-- Tables on which triggers of some names are in force, quoted as they are written.
-- 1 names of triggers text[]
-- index: none, a catalog of some hundred rows
select distinct format('%I.%I', n.nspname, c.relname)
from pg_catalog.pg_trigger t
join pg_catalog.pg_class c on c.oid = t.tgrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where t.tgname = any (?::text[])
    and t.tgenabled <> 'D'
