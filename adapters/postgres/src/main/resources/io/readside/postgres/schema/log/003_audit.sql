-- What readers have passed over without an event, and what was found there later: the belt behind the proof of order.
-- Needs 002_timeline.sql.
--
-- Rights. Without them reading goes on, and nobody looks again. A role that reads through Readside:
--     grant select, insert, update, delete on readside.gap to app;
--     grant select, insert on readside.late_event to app;
-- A role that keeps the log dense, see readside.entomb:
--     grant execute on function readside.entomb(int8multirange) to app;

create table readside.gap (
    id        bigint         not null generated always as identity,
    positions int8multirange not null,
    found_at  timestamptz    not null default clock_timestamp(),
    -- How often it was looked at again, and when it is due next.
    audits    integer        not null default 0,
    due_at    timestamptz    not null,
    upper     bigint         not null generated always as (upper(positions)) stored,
    constraint gap_pkey primary key (id),
    constraint gap_positions_check check (not isempty(positions))
);

create index gap_due on readside.gap (due_at);
create index gap_upper on readside.gap (upper);

create table readside.late_event (
    position bigint      not null,
    event    uuid        not null,
    stream   text        collate "C" not null,
    found_at timestamptz not null default clock_timestamp(),
    constraint late_event_pkey primary key (position)
);

-- A tombstone closes a position for good: a row without an event, of a stream that nobody else can have.
alter table readside.log
    add constraint log_tombstone_check check (
        stream <> 'readside-tombstone'
        or type = 'readside.Tombstone' and stream_version = position and data = '{}' and metadata = '{}') not valid;

create or replace view readside.events as
    select position, stream, stream_version, id, type, version, data, metadata, occurred_at, recorded_at
    from readside.log
    where stream <> 'readside-tombstone';

-- Closes positions that have no event. Whoever inserts at one of them afterwards gets a unique violation of log_pkey; for
-- whoever has inserted and not ended, this waits. Takes the rights of its owner, so that nobody else need choose positions.
create function readside.entomb(positions int8multirange)
    returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    memo   constant text := coalesce(current_setting('readside.append_lock', true), '');
    closed bigint;
begin
    -- No new position is taken, so lock_append is told that no lock is needed: while this waits it would hold readers
    -- back. The key is one that readside.append believes of no position.
    perform set_config('readside.append_lock', pg_current_xact_id() || ':9223372036854775807', true);
    insert into readside.log (position, stream, stream_version, id, type, version, data, occurred_at)
    select p, 'readside-tombstone', p, gen_random_uuid(), 'readside.Tombstone', 1, '{}', clock_timestamp()
    from unnest(positions) gap
    cross join generate_series(lower(gap), upper(gap) - 1) p
    on conflict do nothing;
    get diagnostics closed = row_count;
    perform set_config('readside.append_lock', memo, true);
    return closed;
end
$$;

revoke all on readside.gap, readside.late_event from public;
revoke all on function readside.entomb(int8multirange) from public;

insert into readside.schema_version (part, version) values ('log', 3);
