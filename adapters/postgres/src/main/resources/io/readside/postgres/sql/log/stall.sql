-- Who holds the lowest key, if events are visible above it that wait: one row, or none. Positions without gap above the
-- key do not wait. A prepared transaction has no pid but the name that it was prepared under.
-- 1 events counted integer
-- index: log_pkey
-- locks: the lock manager's partitions, briefly
with held as (
    select pid, virtualtransaction, head + ((objid::bigint - (head & 4294967295) + 2147483648) & 4294967295)
        - 2147483648 as lowest
    from (select coalesce(max(position), 0) as head from readside.log) log
    join pg_locks
        on locktype = 'advisory'
        and database = (select oid from pg_database where datname = current_database())
        and classid = 'readside.log'::regclass
        and objsubid = 2
    order by lowest
    limit 1
),
above as (
    select l.position, l.recorded_at, row_number() over (order by l.position) = l.position - held.lowest as dense
    from held
    cross join lateral (
        select position, recorded_at
        from readside.log
        where position > held.lowest
        order by position
        limit ?
    ) l
),
waiting as (
    select count(*) as events, (array_agg(recorded_at order by position))[1] as since
    from above
    where not dense
)
select held.pid,
    (select gid
        from pg_locks own
        join pg_prepared_xacts prepared on prepared.transaction = own.transactionid
        where own.locktype = 'transactionid'
            and own.virtualtransaction = held.virtualtransaction
            and held.pid is null) as prepared_as,
    a.application_name,
    a.state,
    a.query,
    waiting.events,
    waiting.since,
    greatest(0, extract(epoch from clock_timestamp() - waiting.since) * 1000000)::bigint as held_micros,
    coalesce((select max(position) from above where dense),
        (select max(position) from readside.log where position <= held.lowest), 0) as watermark
from held
join waiting on waiting.events > 0
left join pg_stat_activity a on a.pid = held.pid
