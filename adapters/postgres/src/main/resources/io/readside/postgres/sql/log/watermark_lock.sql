-- R2: the lowest key that a transaction in flight holds, decoded next to a position seen before (null if none is held),
-- and the last event that this leaves complete: at or below both.
-- Must be a statement of its own, after R1 and before the pages that trust it: pg_locks ignores snapshots.
-- 1 seen bigint
-- index: log_pkey
-- locks: the lock manager's partitions, briefly
with held as (
    select min(seen + ((objid::bigint - (seen & 4294967295) + 2147483648) & 4294967295) - 2147483648) as lowest, seen
    from (values (?::bigint)) r1 (seen)
    left join pg_locks
        on locktype = 'advisory'
        and database = (select oid from pg_database where datname = current_database())
        and classid = 'readside.log'::regclass
        and objsubid = 2
    group by seen
)
select held.lowest, complete.position, complete.event,
    -- what makes a lock of every append; the rest of selftest_facts.sql is looked at now and then
    coalesce((select seqcache = 1 from pg_sequence where seqrelid = 'readside.log_position'::regclass)
        and (select tgenabled = 'A'
            from pg_trigger
            where tgrelid = 'readside.log'::regclass
                and tgfoid = 'readside.lock_append()'::regprocedure)
        and not pg_is_in_recovery(), false) as safe
from held
left join lateral (
    select l.position, l.id as event
    from readside.log l
    where l.position <= least(held.seen, held.lowest)
    order by l.position desc
    limit 1
) complete on true
