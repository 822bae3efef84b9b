-- A piece of one stream in its order. Not cut by size: fewer events than asked for are the end of the stream.
-- 1 stream text, 2 from version bigint, 3 events integer
-- index: log_stream_key
select position, stream, stream_version, id, type, version, data::text, metadata::text, occurred_at, recorded_at,
    0::bigint as bytes
from readside.log
where stream = ?
    and stream_version >= ?
order by stream_version
limit ?
