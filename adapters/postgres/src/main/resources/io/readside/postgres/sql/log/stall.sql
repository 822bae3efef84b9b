-- Who holds the lowest key: one row, or none. A prepared transaction has no pid.
-- 1 seen bigint, 2 held for (microseconds) bigint, 3 seen bigint
select pid, application_name, state, query_start,
    lowest,
    clock_timestamp() - ? * interval '1 microsecond' as since
from (
    select pid, ? + ((objid::bigint - (? & 4294967295) + 2147483648) & 4294967295) - 2147483648 as lowest
    from pg_locks
    where locktype = 'advisory'
        and database = (select oid from pg_database where datname = current_database())
        and classid = 'readside.log'::regclass
        and objsubid = 2
) held
left join pg_stat_activity a using (pid)
order by lowest
limit 1
