-- Sessions that hold a lock on one of some relations, those of the longest transactions first. What a session of another role
-- does is shown to members of pg_read_all_stats only.
-- 1 relations text[], schema-qualified and quoted, 2 most integer
select l.pid,
    coalesce(nullif(a.application_name, ''), a.backend_type),
    a.usename,
    a.state,
    a.xact_start
from (
    select distinct k.pid
    from pg_catalog.pg_locks k
    where k.locktype = 'relation'
        and k.database = (
            select d.oid
            from pg_catalog.pg_database d
            where d.datname = current_database())
        and k.relation in (
            select to_regclass(r.name)
            from unnest(?::text[]) r (name))
        and k.granted
        and k.pid is distinct from pg_backend_pid()
) l
left join pg_catalog.pg_stat_activity a on a.pid = l.pid
order by a.xact_start nulls last, l.pid
limit ?
