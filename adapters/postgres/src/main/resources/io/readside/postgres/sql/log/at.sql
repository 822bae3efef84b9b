-- The events at some positions.
-- 1 positions bigint[]
-- index: log_pkey
select position, stream, stream_version, id, type, version, data::text, metadata::text, occurred_at, recorded_at,
    0 as bytes
from readside.log
where position = any (?::bigint[])
    and stream <> 'readside-tombstone'
order by position
