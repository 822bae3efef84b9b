-- Whether there is no event yet.
-- index: none, one row is looked for
-- locks: none that matter
select not exists (select from readside.log)
