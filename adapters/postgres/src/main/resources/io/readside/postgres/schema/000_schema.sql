-- The schema of everything that Readside keeps for itself, and the record of what is installed in it.
-- Runs before every part; running it again changes nothing. By hand: psql -1 -f 000_schema.sql -f log/001_log.sql
-- Locks: none that matter.

create schema if not exists readside;

create table if not exists readside.schema_version (
    part         text        not null,
    version      integer     not null check (version > 0),
    installed_at timestamptz not null default now(),
    primary key (part, version)
);

comment on table readside.schema_version is 'Which numbered schema files were run, per part.';
