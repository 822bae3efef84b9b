-- The read store: one row for each generation of a read model, with its checkpoint; the view that the plain SQL gate
-- reads; the log as a read model has seen it.
-- Needs 000_schema.sql; not the log, which may be in another database. PostgreSQL 15 and newer; encoding UTF8.
--
-- Tables of read models are made when a projection is first opened: "name__g1" with the rows, readside."name__g1_binding"
-- with the streams bound to keys, and the views "name_v1" and "name".
--
-- Rights. Nothing is granted here. A role that only reads:
--     grant select on public.projection_checkpoint, public.order_summary to reader;
-- The role of the application owns what it opens, and needs:
--     grant usage, create on schema readside, public to app;
--     grant select, insert, update, delete on readside.generation to app;
--     grant select on readside.schema_version to app;

create table readside.generation (
    name             text        collate "C" not null,
    generation       integer     not null,
    version          integer     not null,
    kind             text        not null,
    level            text        not null,
    signature        text        not null,
    active           boolean     not null,
    epoch            bigint      not null default 1,
    position         bigint      not null default 0,
    state            text        not null default 'running',
    stopped_position bigint,
    stopped_event    text,
    stopped_reason   text,
    stopped_at       timestamptz,
    created_at       timestamptz not null default now(),
    moved_at         timestamptz not null default now(),
    constraint generation_pkey primary key (name, generation),
    constraint generation_generation_check check (generation > 0),
    constraint generation_version_check check (version > 0),
    constraint generation_kind_check check (kind in ('fold', 'sql', 'view')),
    constraint generation_epoch_check check (epoch > 0),
    constraint generation_position_check check (position >= 0),
    constraint generation_state_check check (
        case state
            when 'running' then num_nulls(stopped_position, stopped_event, stopped_reason, stopped_at) = 4
            when 'stopped' then num_nulls(stopped_position, stopped_event, stopped_reason, stopped_at) = 0
            else false
        end)
) with (
    -- A checkpoint moves with every batch. No column that moves is indexed, and a page has room for many versions of its
    -- few rows, so that every move is a HOT update and is pruned by the next; vacuum has the rest.
    fillfactor = 10,
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 500,
    autovacuum_analyze_scale_factor = 0,
    autovacuum_analyze_threshold = 50000
);

create unique index generation_active on readside.generation (name) where active;

comment on table readside.generation is 'Generations of read models and their checkpoints. Written by Readside only.';
comment on column readside.generation.signature is 'What it was made as: the columns of its table, or the statements of its view.';
comment on column readside.generation.epoch is 'Grows with every act that a batch in flight must not survive.';
comment on column readside.generation.position is 'Everything at or below it was applied, or is not for this projection.';

do $$
begin
    if to_regclass('public.projection_checkpoint') is not null then
        raise exception using errcode = 'duplicate_table',
            message = 'public.projection_checkpoint exists already and is not of Readside. Rename it, then install again: '
                'Readside keeps its checkpoints itself and shows them under this name.';
    end if;
end
$$;

create view public.projection_checkpoint as
    select name,
        position as commit_pos,
        position as prepare_pos,
        generation,
        version,
        kind,
        level,
        state,
        stopped_position,
        stopped_event,
        stopped_reason,
        stopped_at,
        moved_at
    from readside.generation
    where active;

comment on view public.projection_checkpoint is 'How far each read model has got: one row per name, its active generation.';

-- The log up to the checkpoint of a read model, both in the reader's snapshot (stable, not volatile: no new one is taken).
create function readside.events_upto(name text)
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
begin
    if to_regclass('readside.events') is null then
        raise exception using errcode = 'undefined_table', message = format(
            'Database "%s" holds read models but not the log, so no query can compare the two. Run ./readside reconcile '
            '%s, which reads both.', current_database(), events_upto.name);
    end if;

    select g.position
    into upto
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
    where e.position <= upto;
end
$$;

revoke all on readside.generation from public;
revoke all on function readside.events_upto(text) from public;

insert into readside.schema_version (part, version) values ('readstore', 1);
