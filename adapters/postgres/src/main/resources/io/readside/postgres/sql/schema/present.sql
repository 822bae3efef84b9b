-- Whether anything is installed, and where we are: for messages.
select to_regclass('readside.schema_version') is not null as present,
    current_database() as database
