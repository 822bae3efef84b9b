-- Looks again at the gaps that are due, writes down the events that are in them now, and says when to look next; after
-- the last time a gap is forgotten. Returns what no audit had found before.
-- 1 gaps integer, 2 times after a gap was found (microseconds) bigint[]
-- index: gap_due, log_pkey
-- locks: the rows of the gaps that are due; those that another process looks at are left to it
with due as materialized (
    select id, positions, audits + 1 as audits, found_at
    from readside.gap
    where due_at <= clock_timestamp()
    order by due_at
    limit ?
    for update skip locked
),
next as (
    select due.id, due.audits, due.found_at + times.after[due.audits + 1] * interval '1 microsecond' as due_at
    from due
    cross join (values (?::bigint[])) times (after)
),
again as (
    update readside.gap g
    set audits = next.audits, due_at = next.due_at
    from next
    where g.id = next.id
        and next.due_at is not null
),
done as (
    delete from readside.gap g
    using next
    where g.id = next.id
        and next.due_at is null
)
insert into readside.late_event (position, event, stream)
select l.position, l.id, l.stream
from due
cross join unnest(due.positions) gap
cross join lateral (
    select position, id, stream
    from readside.log
    where position >= lower(gap)
        and position < upper(gap)
        and stream <> 'readside-tombstone'
) l
on conflict do nothing
returning position, event, stream, found_at
