-- The position of the first event that this transaction has appended, if the lock of trigger lock_append does not protect
-- it: readers could miss it. No row if all is well. See readside.append, RS009.
-- 1 stream text, 2 its version bigint, of the event
-- index: log_stream_key
-- locks: none that matter
select l.position
from readside.log l
where l.stream = ?
  and l.stream_version = ?
  and not coalesce(
    split_part(current_setting('readside.append_lock', true), ':', 1) = pg_current_xact_id()::text
        and l.position > nullif(split_part(current_setting('readside.append_lock', true), ':', 2), '')::bigint,
    false)
