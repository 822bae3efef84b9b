-- Ends the session of whoever has locked a generation's row, whose lease has run out, and has stopped in the midst of a COPY:
-- the server waits for the rest of the rows without any limit of time, and keeps what is locked.
-- 1 name text, 2 generation integer
-- index: generation_pkey, lease_pkey
select pg_terminate_backend(a.pid)
from readside.generation g
join readside.lease l on l.name = g.name
    and l.generation = g.generation
    and l.partition = 0
    and l.expires_at <= clock_timestamp()
join pg_locks k on k.locktype = 'transactionid'
    and k.transactionid = g.xmax
    and k.mode = 'ExclusiveLock'
    and k.granted
join pg_stat_activity a on a.pid = k.pid
    and a.state = 'active'
    and a.wait_event = 'ClientRead'
where g.name = ?
    and g.generation = ?
