-- Which log this is, so that a reader notices when the one that it has read is gone: restored from a backup, taken over
-- by a standby that lacked its tail, or replaced.
-- Needs 001_log.sql.
--
-- Rights. Whoever reads or appends through Readside reads this row:
--     grant select on readside.log_identity to app;

create table readside.log_identity (
    one            boolean not null default true,
    id             uuid    not null default gen_random_uuid(),
    -- Events at or below it may have been deleted on purpose: that they are missing says nothing.
    retention_mark bigint  not null default 0,
    constraint log_identity_pkey primary key (one),
    constraint log_identity_one_check check (one),
    constraint log_identity_retention_mark_check check (retention_mark >= 0)
);

insert into readside.log_identity default values;

revoke all on readside.log_identity from public;

insert into readside.schema_version (part, version) values ('log', 2);
