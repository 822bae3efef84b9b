-- Appends to several streams, one after the other, in one round trip.
-- 1 streams text[], 2 expected versions bigint[], 3 events text[] (JSON arrays)
-- index: log_stream_key, log_id_key
-- locks: as append.sql
select a."position", a.stream_version, i.timeline
from unnest(?::text[], ?::bigint[], ?::text[]) with ordinality e (stream, expected, events, n)
cross join lateral readside.append(e.stream, e.expected, e.events::jsonb) a
cross join readside.log_identity i
order by e.n
