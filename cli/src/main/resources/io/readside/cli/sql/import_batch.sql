-- Appends what is not in the log yet of some lines, in their order, each stream from its last version on.
-- 1 lines text, a JSON array of {"n", "stream", "id", "type", "version", "data", "metadata", "time"}, no id twice
-- Returns how many were appended, how many were there already, and the first n whose id stands for another event. To be
-- rolled back unless the first two make the whole and there is no third: another writer was at one of the streams.
-- index: log_id_key, log_stream_key
-- locks: as readside.append: the shared advisory lock, by its trigger; waits for who appends to one of the streams
with line as materialized (
    select *
    from jsonb_to_recordset(?::jsonb) l (
        n integer, stream text, id uuid, type text, version integer, data jsonb, metadata jsonb, "time" timestamptz)
),
known as materialized (
    select line.n,
        l.stream = line.stream and l.type = line.type and l.version = line.version and l.data = line.data as same
    from line
    join readside.log l on l.id = line.id
),
fresh as materialized (
    select line.*, row_number() over (partition by line.stream order by line.n) as nth
    from line
    where not exists (select from known where known.n = line.n)
),
last as materialized (
    select s.stream,
        (select coalesce(max(l.stream_version), -1) from readside.log l where l.stream = s.stream) as version
    from (select distinct stream from fresh) s
),
appended as (
    insert into readside.log (stream, stream_version, id, type, version, data, metadata, occurred_at)
    select fresh.stream, last.version + fresh.nth, fresh.id, fresh.type, fresh.version, fresh.data, fresh.metadata,
        coalesce(fresh."time", clock_timestamp())
    from fresh
    join last on last.stream = fresh.stream
    order by fresh.n
    on conflict do nothing
    returning stream_version
)
select (select count(*) from appended) as appended,
    (select count(*) from known) as known,
    (select min(n) from known where not same) as conflict
