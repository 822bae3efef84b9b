-- Stores gaps, without those that another process has stored already.
-- 1 due after (microseconds) bigint, 2 positions int8multirange
-- index: gap_upper
insert into readside.gap (positions, due_at)
select fresh.positions, clock_timestamp() + ? * interval '1 microsecond'
from (
    select found.positions - coalesce(
        (select range_agg(g.positions) from readside.gap g where g.upper > lower(found.positions)), '{}') as positions
    from (values (?::int8multirange)) found (positions)
) fresh
where not isempty(fresh.positions)
