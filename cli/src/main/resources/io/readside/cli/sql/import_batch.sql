-- Appends what is not in the log yet of some lines, in their order, each stream from its last version on.
-- 1 lines text, a JSON array of {"n", "stream", "id", "type", "version", "data", "metadata", "time"}, no id twice
-- Returns how many were appended, how many were there already, and the first n whose id stands for another event. To be
-- rolled back unless the first two make the whole and there is no third: another writer was at one of the streams.
-- index: log_id_key, log_stream_key
-- locks: as readside.append: the shared advisory lock, by its trigger; waits for who appends to one of the streams
with line as materialized (
    select j.*,
        l.id is not null as known,
        l.stream = j.stream and l.type = j.type and l.version = j.version and l.data = j.data as same
    from jsonb_to_recordset(?::jsonb) j (
        n integer, stream text, id uuid, type text, version integer, data jsonb, metadata jsonb, "time" timestamptz)
    left join readside.log l on l.id = j.id
),
fresh as materialized (
    select line.*, row_number() over (partition by line.stream order by line.n) as nth
    from line
    where not line.known
),
-- looked up once for each stream, and not by a join, whose size the planner could not guess
numbered as materialized (
    select fresh.*,
        fresh.nth + max(
            case fresh.nth
                when 1 then (select coalesce(max(l.stream_version), -1) from readside.log l where l.stream = fresh.stream)
            end) over (partition by fresh.stream) as stream_version
    from fresh
),
appended as (
    insert into readside.log (stream, stream_version, id, type, version, data, metadata, occurred_at)
    select stream, stream_version, id, type, version, data, metadata, coalesce("time", clock_timestamp())
    from numbered
    order by n
    on conflict do nothing
    returning stream_version
)
select (select count(*) from appended) as appended,
    count(*) filter (where known) as known,
    min(n) filter (where not same) as conflict
from line
