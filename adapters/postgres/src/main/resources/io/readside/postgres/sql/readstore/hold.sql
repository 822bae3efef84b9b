-- Renews the leases that an owner holds, once a third of their term has gone or it wants another generation, and shows those of all that it wants. One
-- that has run out is not renewed but taken, see take.sql. All times are the server's.
-- {lease} columns of a lease
-- 1 term in milliseconds bigint, 2 names text[], 3 generations integer[], of equal length, 4 owner text, 5 owner text
-- index: lease_pkey, generation_pkey
-- locks: the leases that it renews; never a generation's row, which a batch in flight may hold
with term (length) as (
    select ?::bigint * interval '1 millisecond'
), wanted (name, generation, newest) as (
    select w.name, w.generation, max(w.generation) over (partition by w.name)
    from unnest(?::text[], ?::integer[]) w (name, generation)
), renewed as (
    update readside.lease l
    set renewed_at = clock_timestamp(),
        expires_at = clock_timestamp() + t.length,
        newest = w.newest
    from wanted w
    cross join term t
    where l.name = w.name
        and l.generation = w.generation
        and l.partition = 0
        and l.owner = ?
        and l.expires_at > clock_timestamp()
        and (l.expires_at not between clock_timestamp() + t.length * 2 / 3 and clock_timestamp() + t.length
            or l.newest is distinct from w.newest)
    returning l.name, l.generation, l.owner, l.since, l.expires_at
), held as (
    select name, generation, owner, since, expires_at
    from renewed
    union all
    select l.name, l.generation, l.owner, l.since, l.expires_at
    from readside.lease l
    join wanted w on l.name = w.name
        and l.generation = w.generation
    where l.partition = 0
        and not exists (
            select
            from renewed r
            where r.name = l.name
                and r.generation = l.generation)
)
select g.name,
    g.generation,
    g.epoch,
    {lease},
    l.owner = ?,
    l.owner is null
        or l.expires_at <= clock_timestamp()
        or l.expires_at > clock_timestamp() + 2 * t.length
from wanted w
cross join term t
join readside.generation g on g.name = w.name
    and g.generation = w.generation
left join held l on l.name = w.name
    and l.generation = w.generation
order by g.name, g.generation
