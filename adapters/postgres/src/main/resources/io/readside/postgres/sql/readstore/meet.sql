-- Has two generations wait for each other where the one that is further stands. No row: one of them is at a meeting already.
-- 1 how long in milliseconds bigint, 2 name text, 3 generation integer, 4 generation integer, 5 to 7 the same three
-- index: generation_pkey
-- locks: both rows, which lock_two.sql has taken
with further as (
    select g.position, g.anchor_log, g.anchor_position, g.anchor_event, coalesce(g.anchor_timeline, 1) as anchor_timeline,
        clock_timestamp() + ?::bigint * interval '1 millisecond' as ends
    from readside.generation g
    where g.name = ?
        and g.generation in (?, ?)
    order by g.position desc
    limit 1
)
update readside.generation g
set meeting_position = f.position,
    meeting_log = f.anchor_log,
    meeting_anchor = f.anchor_position,
    meeting_event = f.anchor_event,
    meeting_timeline = f.anchor_timeline,
    meeting_ends = f.ends
from further f
where g.name = ?
    and g.generation in (?, ?)
returning f.position, f.anchor_log, f.anchor_position, f.anchor_event, f.anchor_timeline
