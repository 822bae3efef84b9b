-- A page of the log, cut where it gets too large; one event is always in it. Compressed payloads count ten times what
-- they take on disk. "found" counts what there was before that cut.
-- 1 after bigint, 2 up to bigint (the watermark), 3 events integer, 4 bytes bigint
-- index: log_pkey
select position, stream, stream_version, id, type, version, data::text, metadata::text, occurred_at, recorded_at, found
from (
    select *, sum(size) over (order by position rows unbounded preceding) as bytes, count(*) over () as found
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
where bytes <= ?
    or bytes = size
order by position
