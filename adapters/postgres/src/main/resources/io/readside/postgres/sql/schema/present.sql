-- Whether anything is installed in this database.
select to_regclass('readside.schema_version') is not null
