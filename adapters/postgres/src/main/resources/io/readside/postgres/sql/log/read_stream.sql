-- A piece of one stream in its order, cut as in read_all.sql.
-- 1 stream text, 2 from version bigint, 3 events integer, 4 bytes bigint
-- index: log_stream_key
select position, stream, stream_version, id, type, version, data::text, metadata::text, occurred_at, recorded_at, bytes
from (
    select *, sum(size) over (order by stream_version rows unbounded preceding) as bytes
    from (
        select *,
            pg_column_size(data) * case when pg_column_compression(data) is null then 1 else 10 end
                + pg_column_size(metadata) * case when pg_column_compression(metadata) is null then 1 else 10 end as size
        from readside.log
        where stream = ?
            and stream_version >= ?
            and stream <> 'readside-tombstone'
        order by stream_version
        limit ?
    ) page
) summed
where bytes - size < ?
order by stream_version
