-- Takes a lease that nobody holds, that was released or has run out, or that runs until a time which no honest clock gives;
-- and moves the epoch of its generation on, so that batches of the owner before are fenced out.
-- 1 term in milliseconds bigint, 2 owner text, 3 newest generation that the owner wants integer, 4 name text, 5 generation integer
-- index: lease_pkey, generation_pkey
-- locks: the lease, then the generation's row, until the end of the statement
with term (length) as (
    select ?::bigint * interval '1 millisecond'
), taken as (
    insert into readside.lease as l (name, generation, owner, newest, since, renewed_at, expires_at)
    select g.name, g.generation, ?, ?, clock_timestamp(), clock_timestamp(), clock_timestamp() + t.length
    from readside.generation g
    cross join term t
    where g.name = ?
        and g.generation = ?
    on conflict (name, generation, partition) do update
    set owner = excluded.owner,
        newest = excluded.newest,
        since = clock_timestamp(),
        renewed_at = clock_timestamp(),
        expires_at = clock_timestamp() + (select length from term)
    where l.expires_at <= clock_timestamp()
        or l.expires_at > clock_timestamp() + 2 * (select length from term)
    returning l.name, l.generation
)
update readside.generation g
set epoch = g.epoch + 1
from taken t
where g.name = t.name
    and g.generation = t.generation
returning g.epoch
