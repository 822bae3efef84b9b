-- Who holds the lease of a generation and would not feed a newer one. No row: nobody.
-- {lease} columns of a lease
-- 1 name text, 2 generation integer, 3 newer generation integer
-- index: lease_pkey
select {lease}
from readside.lease l
where l.name = ?
    and l.generation = ?
    and l.partition = 0
    and l.expires_at > clock_timestamp()
    and coalesce(l.newest, 0) < ?
