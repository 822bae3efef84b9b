-- Removes some of the events that were applied too long ago, the oldest first.
-- Put behind note_applied.sql: pgjdbc sends both in one round trip.
-- {applied} the generation's table of applied events
-- 1 retention in milliseconds bigint, 2 most integer
-- index: that on applied_at; rows are deleted where it found them
delete from {applied}
where ctid = any (array(
    select ctid
    from {applied}
    where applied_at < clock_timestamp() - ? * interval '1 millisecond'
    order by applied_at
    limit ?))
