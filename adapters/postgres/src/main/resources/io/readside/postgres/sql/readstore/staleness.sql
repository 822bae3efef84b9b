-- How a materialized view stands to its source. The epoch of the source moves with repairs, which leave its checkpoint where it
-- is, and otherwise more often than its rows do.
-- 1 name of the source text, 2 name of the view text
-- index: generation_active
select v.state = 'paused',
    s.position,
    (s.position, s.epoch, s.parked_keys) is distinct from (v.position, v.source_epoch, v.parked_keys)
        or s.parked_from is distinct from v.parked_from,
    (s.name, s.generation) is distinct from (v.source, v.source_generation),
    coalesce((extract(epoch from clock_timestamp() - v.refreshed_at) * 1000000)::bigint, 0),
    coalesce((extract(epoch from v.refresh_took) * 1000000)::bigint, 0)
from readside.generation s, readside.generation v
where s.name = ?
    and s.active
    and v.name = ?
    and v.active
