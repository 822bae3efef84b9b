-- R2: the lowest key that a transaction in flight holds, decoded next to a position seen before; null if none is held.
-- Must be a statement of its own, after R1 and before the pages that trust it: pg_locks ignores snapshots.
-- 1 seen bigint, 2 seen bigint
-- locks: the lock manager's partitions, briefly
select min(? + ((objid::bigint - (? & 4294967295) + 2147483648) & 4294967295) - 2147483648) as lowest,
    pg_is_in_recovery() as standby
from pg_locks
where locktype = 'advisory'
    and database = (select oid from pg_database where datname = current_database())
    and classid = 'readside.log'::regclass
    and objsubid = 2
