-- Whether anything of Readside is installed.
-- locks: none that matter
select to_regclass('readside.schema_version') is not null
