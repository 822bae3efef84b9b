-- Appends to one stream.
-- 1 stream text, 2 expected_version bigint, 3 events text (a JSON array)
-- index: log_stream_key, log_id_key
-- locks: advisory shared, see 001_log.sql; waits for another append to the same stream or of the same ids
select a."position", a.stream_version, i.timeline
from readside.append(?, ?, ?::jsonb) a
cross join readside.log_identity i
