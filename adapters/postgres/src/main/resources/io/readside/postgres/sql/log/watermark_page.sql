-- R1: what follows the watermark. How far positions are without gap, the last one seen, how many were looked at; and
-- whether the event at the watermark is still there.
-- 1 watermark bigint, 2 its event uuid (null: the log was empty), 3 watermark bigint, 4 limit integer
-- index: log_pkey, index only where vacuum has been
with looked_at as (
    select max(position) filter (where position = after + nth) as dense,
        max(position) as seen,
        count(*) as events,
        w.after,
        w.event
    from (values (?::bigint, ?::uuid)) w (after, event)
    left join (
        select position, row_number() over (order by position) as nth
        from (
            select position
            from readside.log
            where position > ?
            order by position
            limit ?
        ) page
    ) numbered on true
    group by w.after, w.event
)
select dense,
    (select l.id from readside.log l where l.position = dense) as dense_event,
    seen,
    events,
    coalesce((select l.id from readside.log l where l.position = after) = event, event is null)
        or after <= (select retention_mark from readside.log_identity) as watermark_known
from looked_at
