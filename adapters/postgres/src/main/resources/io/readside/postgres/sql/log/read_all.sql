-- A page of the log, up to the event at which it gets too large. Compressed payloads count ten times what they take on
-- disk. "bytes" is what the page has up to each event, that one included: one that is beyond is there, but does not belong.
-- 1 after bigint, 2 up to bigint (the watermark), 3 events integer, 4 bytes bigint
-- index: log_pkey
select position, stream, stream_version, id, type, version, data::text, metadata::text, occurred_at, recorded_at, bytes
from (
    select *, sum(size) over (order by position rows unbounded preceding) as bytes
    from (
        select *,
            pg_column_size(data) * case when pg_column_compression(data) is null then 1 else 10 end
                + pg_column_size(metadata) * case when pg_column_compression(metadata) is null then 1 else 10 end as size
        from readside.log
        where position > ?
            and position <= ?
            and stream <> 'readside-tombstone'
        order by position
        limit ?
    ) page
) summed
where bytes - size < ?
order by position
