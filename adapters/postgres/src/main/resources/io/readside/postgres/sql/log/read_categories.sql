-- A page of several categories, cut as in read_all.sql. Each category is read along its own index: a sparse one is fast.
-- 1 categories text[], 2 after bigint, 3 up to bigint (the watermark), 4 events integer, 5 events integer, 6 bytes bigint
-- index: log_category_position; the pairs leave the planner no other, for it takes a sparse category for a common one
select position, stream, stream_version, id, type, version, data::text, metadata::text, occurred_at, recorded_at, bytes
from (
    select *, sum(size) over (order by position rows unbounded preceding) as bytes
    from (
        select e.*,
            pg_column_size(data) * case when pg_column_compression(data) is null then 1 else 10 end
                + pg_column_size(metadata) * case when pg_column_compression(metadata) is null then 1 else 10 end as size
        from unnest(?::text[]) wanted (category)
        cross join lateral (
            select *
            from readside.log l
            where (l.category, l.position) > (wanted.category, ?)
                and (l.category, l.position) <= (wanted.category, ?)
                and l.stream <> 'readside-tombstone'
            order by l.category, l.position
            limit ?
        ) e
        order by e.position
        limit ?
    ) page
) summed
where bytes - size < ?
order by position
