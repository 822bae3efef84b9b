-- Moves a rebuild on, if it is still as it was read. The first time that it loads, and that it gets to the head, is noted.
-- {rebuild} its columns
-- 1 state text, 2 note text, 3 paused by text, 4 compared jsonb, 5 rounds more integer, 6 id bigint, 7 state text, 8 paused by
-- text, 9 round integer
-- index: rebuild_pkey, generation_pkey
-- locks: the rebuild, until the end of the transaction
with next (state, note, paused_by, compared, rounds) as (
    values (?::text, ?::text, ?::text, ?::jsonb, ?::integer)
)
update readside.rebuild r
set state = n.state,
    note = n.note,
    paused_by = n.paused_by,
    compared = coalesce(n.compared, r.compared),
    round = r.round + n.rounds,
    begun_at = case when n.state = 'loading' then coalesce(r.begun_at, clock_timestamp()) else r.begun_at end,
    begun_from = case when n.state = 'loading' and r.begun_at is null then g.position else r.begun_from end,
    took = case when n.state = 'at_head' then coalesce(r.took, clock_timestamp() - r.begun_at) else r.took end,
    since = case when n.state = r.state then r.since else clock_timestamp() end
from next n, readside.rebuild x
left join readside.generation g on g.name = x.name
    and g.generation = x.green
where r.id = ?
    and x.id = r.id
    and r.state = ?
    and r.paused_by is not distinct from ?
    and r.round = ?
returning {rebuild}
