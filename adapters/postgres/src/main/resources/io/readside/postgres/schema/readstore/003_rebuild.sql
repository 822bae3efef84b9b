-- Generations beside the active one, rebuilds, and where two generations wait for each other.
-- Needs 002_faults.sql. Locks: readside.generation and readside.lease, while columns are added; rows are not rewritten.
--
-- Rights, beside those of 001 and 002. The role of the application:
--     grant select, insert, update on readside.rebuild, readside.generation_number to app;
--     grant select, insert, delete on readside.reconciliation to app;
-- A role that operates:
--     grant select on readside.rebuild, readside.reconciliation to operator;

alter table readside.generation
    add column role text not null default 'active',
    add column meeting_position bigint,
    add column meeting_log uuid,
    add column meeting_anchor bigint,
    add column meeting_event uuid,
    add column meeting_ends timestamptz,
    add column source text collate "C",
    add column source_generation integer,
    add column source_epoch bigint,
    add column refreshed_at timestamptz,
    add column refresh_took interval,
    add column refresh_rest interval,
    add column made text[] collate "C",
    add constraint generation_source_check check (
        num_nulls(source, source_generation, source_epoch, refreshed_at, refresh_took, refresh_rest) in (0, 6)),
    add constraint generation_role_check check (
        role in ('active', 'building', 'verified', 'kept', 'scratch') and active = (role = 'active')),
    add constraint generation_meeting_check check (
        (meeting_position is null) = (meeting_ends is null)
        and num_nulls(meeting_log, meeting_anchor, meeting_event) in (0, 3));

alter table readside.generation alter column role drop default;

comment on column readside.generation.role is 'What it is there for: active, what readers of the name see; building; verified, serves readers of its '
    'version; kept, was active; scratch, recomputed to be compared.';
comment on column readside.generation.meeting_position is 'No batch goes beyond it, until meeting_ends.';
comment on column readside.generation.source is 'Of a materialized view: the read model that it was last computed from, with generation and epoch.';
comment on column readside.generation.refresh_rest is 'Of a materialized view: how long it rests at least after its last refresh.';
comment on column readside.generation.made is 'What we have made on the table of rows: kind and name of each index, constraint, trigger '
    'and statistics object; null: not noted. All else is somebody else''s.';

alter table readside.lease add column newest integer;

comment on column readside.lease.newest is 'The newest generation of the name that the owner would feed: one that would not feed green is an '
    'instance of the application from before the swap.';

create table readside.generation_number (
    name text    collate "C" not null,
    last integer not null,
    constraint generation_number_pkey primary key (name)
);

comment on table readside.generation_number is 'The last number given to a generation of each name; none is given twice.';

revoke all on readside.generation_number from public;

create table readside.rebuild (
    id             bigint      generated always as identity,
    name           text        collate "C" not null,
    blue           integer     not null,
    green          integer     not null,
    version        integer     not null,
    state          text        not null default 'planned',
    new_timeline   boolean     not null,
    submitted_by   text        not null,
    paused_by      text,
    begun_at       timestamptz,
    begun_from     bigint      not null default 0,
    took           interval,
    since          timestamptz not null default clock_timestamp(),
    compared       jsonb,
    round          integer     not null default 0,
    note           text        not null default 'waits to be begun',
    mode           text,
    constraint rebuild_pkey primary key (id),
    constraint rebuild_state_check check (state in (
        'planned', 'loading', 'catching_up', 'at_head', 'differs', 'verified', 'swapped', 'dropped', 'aborted')),
    constraint rebuild_mode_check check (mode in ('replace', 'rename'))
);

create unique index rebuild_open on readside.rebuild (name) where state not in ('dropped', 'aborted');
create index rebuild_name on readside.rebuild (name, id);

comment on table readside.rebuild is 'What becomes of green, the generation that is to replace blue. Written down before it is done.';
comment on column readside.rebuild.took is 'From the first event to the first time at the head, pauses included.';
comment on column readside.rebuild.round is 'Counts the comparisons that were begun.';
comment on column readside.rebuild.compared is 'What the last comparison of the two found.';
comment on column readside.rebuild.mode is 'How the views were changed by the swap, so that they can be changed back; null: they were not.';

create table readside.reconciliation (
    id          bigint      generated always as identity,
    name        text        collate "C" not null,
    generation  integer     not null,
    scope       text        not null,
    position    bigint      not null,
    finished_at timestamptz not null,
    took        interval    not null,
    rows        bigint      not null,
    drift       bigint      not null,
    details     jsonb       not null,
    constraint reconciliation_pkey primary key (id)
);

create index reconciliation_name on readside.reconciliation (name, id);

comment on table readside.reconciliation is 'What the last reconciles of each read model came to.';
comment on column readside.reconciliation.position is 'Where the read model was set against what its events lead to.';
comment on column readside.reconciliation.drift is 'Keys that are wrong, and rows that checks returned; after a repair what is left.';
comment on column readside.reconciliation.details is 'The first wrong keys with values of their rows, and the events that lead to them.';

revoke all on readside.reconciliation from public;

alter table readside.intent add column details json;

comment on column readside.intent.details is 'What came of it, for machines; as it was written, so that columns keep their order.';

-- Where somebody has renamed views by hand, past the fences, the view of a read model's name may show another generation than the
-- one that this row vouches for: then it vouches for nothing. The catalog is read as a table, so in the reader's snapshot.
create or replace view public.projection_checkpoint as
    select g.name,
        case when s.shown then least(g.position, g.parked_from - 1) else 0 end as commit_pos,
        case when s.shown then least(g.position, g.parked_from - 1) else 0 end as prepare_pos,
        g.generation,
        g.version,
        g.kind,
        g.level,
        g.state,
        g.stopped_position,
        g.stopped_event,
        g.stopped_reason,
        g.stopped_at,
        g.moved_at,
        g.parked_keys
    from readside.generation g
    cross join lateral (
        select g.kind = 'view' or exists (
            select
            from pg_catalog.pg_class v
            join pg_catalog.pg_namespace n on n.oid = v.relnamespace
            join pg_catalog.pg_rewrite r on r.ev_class = v.oid
            join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::regclass
                and d.objid = r.oid
                and d.refclassid = 'pg_catalog.pg_class'::regclass
            join pg_catalog.pg_class t on t.oid = d.refobjid
            where v.relname = g.name::name
                and n.nspname = 'public'
                and t.relname = (g.name || '__g' || g.generation)::name) as shown
    ) s
    where g.active;

comment on view public.projection_checkpoint is 'How far each read model has got: one row per name, its active generation. '
    'Capped just below the oldest event that waits for a key.';

insert into readside.schema_version (part, version) values ('readstore', 3);
