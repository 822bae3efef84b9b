-- The last version of some streams; -1 for one that does not exist.
-- 1 streams text[]
-- index: log_stream_key
-- locks: none that matter
select s.stream, coalesce(last.version, -1)
from unnest(?::text[]) s (stream)
cross join lateral (select max(l.stream_version) as version from readside.log l where l.stream = s.stream) last
