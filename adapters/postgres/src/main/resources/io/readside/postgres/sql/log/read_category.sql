-- A page of one category, cut as in read_all.sql, read along its own index: a sparse category is fast.
-- 1 category text, 2 after bigint, 3 category text, 4 up to bigint (the watermark), 5 events integer, 6 bytes bigint
-- index: log_category_position; the pairs leave the planner no other, for it takes a sparse category for a common one
select position, stream, stream_version, id, type, version, data::text, metadata::text, occurred_at, recorded_at, bytes
from (
    -- in the order of the index throughout: sorting would copy every payload
    select *, sum(size) over (order by category, position rows unbounded preceding) as bytes
    from (
        select *,
            pg_column_size(data) * case when pg_column_compression(data) is null then 1 else 10 end
                + pg_column_size(metadata) * case when pg_column_compression(metadata) is null then 1 else 10 end as size
        from readside.log
        where (category, position) > (?, ?)
            and (category, position) <= (?, ?)
            and stream <> 'readside-tombstone'
        order by category, position
        limit ?
    ) page
) summed
where bytes - size < ?
order by category, position
