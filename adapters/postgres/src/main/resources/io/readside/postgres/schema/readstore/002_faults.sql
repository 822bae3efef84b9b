-- What carries a read model through faults: who feeds a generation, events that wait for their keys, the anchor of a
-- checkpoint in its log, the word of an operator. The view and the function of 001 know parked events from here on.
-- Needs 001_readstore.sql. Locks: readside.generation, while columns are added; rows are not rewritten.
--
-- Rights, beside those of 001. The role of the application:
--     grant select, insert, update, delete on readside.lease, readside.parked_event to app;
--     grant select, insert, update on readside.intent to app;
--     grant select, insert on readside.skipped_event to app;
-- A role that operates, by the command line for example, changes no row model or checkpoint itself:
--     grant usage on schema readside to operator;
--     grant select on readside.generation, readside.lease, readside.parked_event, readside.skipped_event,
--         readside.schema_version to operator;
--     grant select, insert on readside.intent to operator;
-- A role that calls readside.events_upto:
--     grant execute on function readside.events_upto(text) to reader;
--     grant select on readside.generation, readside.parked_event, readside.events to reader;

alter table readside.generation
    add column anchor_log uuid,
    add column anchor_position bigint,
    add column anchor_event uuid,
    add column parked_keys bigint not null default 0,
    add column parked_from bigint,
    add column paused_by text,
    add column paused_at timestamptz,
    add column regressed_reason text,
    add column regressed_at timestamptz,
    add column rebuild_position bigint,
    add column rebuild_reason text,
    add constraint generation_anchor_check check (num_nulls(anchor_log, anchor_position, anchor_event) in (0, 3)),
    add constraint generation_parked_check check (parked_keys >= 0 and (parked_keys = 0) = (parked_from is null)),
    add constraint generation_rebuild_check check (num_nulls(rebuild_position, rebuild_reason) in (0, 2)),
    drop constraint generation_state_check,
    add constraint generation_state_check check (
        state in ('running', 'stopped', 'paused', 'regressed')
        and num_nulls(stopped_position, stopped_event, stopped_reason, stopped_at)
            = case state when 'stopped' then 0 else 4 end
        and num_nulls(paused_by, paused_at) = case state when 'paused' then 0 else 2 end
        and num_nulls(regressed_reason, regressed_at) = case state when 'regressed' then 0 else 2 end);

comment on column readside.generation.position is 'Everything at or below it was applied, is parked, or is not for this projection.';
comment on column readside.generation.anchor_event is 'The last event at or below the checkpoint when it moved; tells its log from another.';
comment on column readside.generation.parked_from is 'The position of the oldest event that waits for a key; moves with it.';
comment on column readside.generation.rebuild_position is 'An event that the checkpoint has passed without seeing it: only a rebuild mends that.';

-- Its own table: a batch in flight locks the generation's row, and must not keep its owner from renewing.
create table readside.lease (
    name       text        collate "C" not null,
    generation integer     not null,
    partition  integer     not null default 0,
    owner      text        not null,
    since      timestamptz not null,
    renewed_at timestamptz not null,
    expires_at timestamptz not null,
    constraint lease_pkey primary key (name, generation, partition),
    constraint lease_partition_check check (partition >= 0)
) with (
    fillfactor = 10,
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 500
);

comment on table readside.lease is 'Who feeds a generation. Taking one moves the epoch of its generation on.';

create table readside.parked_event (
    name       text        collate "C" not null,
    generation integer     not null,
    key        text        collate "C" not null,
    position   bigint      not null,
    event      text        not null,
    event_id   uuid        not null,
    reason     text,
    attempts   integer     not null default 0,
    parked_at  timestamptz not null default clock_timestamp(),
    constraint parked_event_pkey primary key (name, generation, key, position),
    constraint parked_event_attempts_check check (attempts >= 0)
);

create index parked_event_position on readside.parked_event (name, generation, position);
create index parked_event_refused on readside.parked_event (name, generation, parked_at) where reason is not null;

comment on table readside.parked_event is 'Events that wait for a key, by reference: the log has what is in them.';
comment on column readside.parked_event.key is 'A JSON array.';
comment on column readside.parked_event.event is 'Type, stream, stream version and id, in words.';
comment on column readside.parked_event.reason is 'Why it could not be applied; null: it waits behind an earlier one.';

create table readside.skipped_event (
    name          text        collate "C" not null,
    generation    integer     not null,
    key           text        collate "C" not null,
    position      bigint      not null,
    event         text        not null,
    event_id      uuid        not null,
    reason_parked text,
    reason        text        not null,
    skipped_by    text        not null,
    skipped_at    timestamptz not null default clock_timestamp(),
    constraint skipped_event_pkey primary key (name, generation, key, position, skipped_at)
);

comment on table readside.skipped_event is 'Parked events that were given up, by whom and why. Readside never deletes from it.';

create table readside.intent (
    id           bigint      generated always as identity,
    name         text        collate "C" not null,
    act          text        not null,
    arguments    jsonb       not null default '{}',
    submitted_by text        not null,
    submitted_at timestamptz not null default clock_timestamp(),
    done         boolean,
    report       text,
    reported_at  timestamptz,
    constraint intent_pkey primary key (id),
    constraint intent_report_check check (num_nulls(done, report, reported_at) in (0, 3))
);

create index intent_open on readside.intent (name, id) where done is null;

comment on table readside.intent is 'What operators want done; the owner of the lease does it and reports.';
comment on column readside.intent.done is 'Whether it was carried out or refused; null: nobody has dealt with it yet.';

create or replace view public.projection_checkpoint as
    select name,
        least(position, parked_from - 1) as commit_pos,
        least(position, parked_from - 1) as prepare_pos,
        generation,
        version,
        kind,
        level,
        state,
        stopped_position,
        stopped_event,
        stopped_reason,
        stopped_at,
        moved_at,
        parked_keys
    from readside.generation
    where active;

comment on view public.projection_checkpoint is 'How far each read model has got: one row per name, its active generation. '
    'Capped just below the oldest event that waits for a key.';

-- The log up to the checkpoint of a read model without the events that wait for one of its keys, all in the reader's
-- snapshot (stable, not volatile: no new one is taken).
create or replace function readside.events_upto(name text)
    returns table (
        "position" bigint, stream text, stream_version bigint, id uuid, type text, version integer, data jsonb,
        metadata jsonb, occurred_at timestamptz, recorded_at timestamptz)
    language plpgsql
    stable
    set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    upto bigint;
    active_generation integer;
begin
    if to_regclass('readside.events') is null then
        raise exception using errcode = 'undefined_table', message = format(
            'Database "%s" holds read models but not the log, so no query can compare the two. Run ./readside reconcile '
            '%s, which reads both.', current_database(), events_upto.name);
    end if;

    select g.position, g.generation
    into upto, active_generation
    from readside.generation g
    where g.name = events_upto.name and g.active;

    if not found then
        raise exception using errcode = 'no_data_found', message = format(
            'There is no read model "%s". Known: %s.', events_upto.name,
            coalesce((select string_agg(g.name, ', ' order by g.name) from readside.generation g where g.active), 'none'));
    end if;

    return query
    select e.position, e.stream, e.stream_version, e.id, e.type, e.version, e.data, e.metadata, e.occurred_at,
        e.recorded_at
    from readside.events e
    where e.position <= upto
        and not exists (
            select
            from readside.parked_event p
            where p.name = events_upto.name
                and p.generation = active_generation
                and p.position = e.position);
end
$$;

revoke all on readside.lease, readside.parked_event, readside.skipped_event, readside.intent from public;

insert into readside.schema_version (part, version) values ('readstore', 2);
