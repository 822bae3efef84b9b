-- Whether this is the log that was read before. Sent in front of a page, in the same round trip.
-- 1 anchor's position bigint, 2 watermark bigint, 3 its event uuid (null: the log was empty)
-- index: log_pkey
select i.id as log,
    i.timeline,
    i.retention_mark,
    (select l.id from readside.log l where l.position = ?) as event,
    (select coalesce(max(l.position), 0) from readside.log l) as head,
    coalesce((select l.id from readside.log l where l.position = w.position) = w.event, w.event is null)
        or w.position <= i.retention_mark as watermark_known,
    pg_is_in_recovery() as standby
from readside.log_identity i
cross join (values (?::bigint, ?::uuid)) w (position, event)
