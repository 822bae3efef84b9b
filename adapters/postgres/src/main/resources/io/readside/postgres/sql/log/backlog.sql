-- What lies above a position: head, number of events up to a limit, age of the first in microseconds.
-- 1 after bigint, 2 limit integer, 3 after bigint
-- index: log_pkey
select (select coalesce(max(position), 0) from readside.log) as head,
    (select count(*) from (select from readside.log where position > ? and stream <> 'readside-tombstone'
        order by position limit ?) page) as events,
    (select greatest(0, extract(epoch from clock_timestamp() - recorded_at) * 1000000)::bigint
        from readside.log where position > ? and stream <> 'readside-tombstone' order by position limit 1) as age_micros
