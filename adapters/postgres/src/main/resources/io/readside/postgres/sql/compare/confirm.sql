-- Looks at suspects again in order of their keys, and takes those off that do not differ any more. One statement sees one
-- snapshot: what is noted meanwhile is not in it, and stays. Rows: those that differ, and the last one that was looked at.
-- {suspects}, {names} k1, k2, …, {of_s} the same of a suspect s, {later} which of them; {left}, {right} tables, {match_left} and
-- {match_right} its rows l and r, {present} whether there is an l and an r, {differs}, {texts} of both, {same} suspect s and judged j
-- {bound} whether streams are bound to s otherwise
-- what {later} binds, most bigint, what {bound} binds
-- index: the one on the suspects' keys; the primary keys
with looked as materialized (
    select distinct {names}
    from {suspects}
    where {later}
    order by {names}
    limit ?
),
judged as materialized (
    select s.*,
        row_number() over (order by {of_s}) as place,
        ({differs}) or {bound} as differs,
        {present},
        {texts}
    from looked s
    left join {left} l on {match_left}
    left join {right} r on {match_right}
),
taken_off as (
    delete from {suspects} s
    using judged j
    where not j.differs
        and {same}
)
select *
from judged
where differs or place = (select max(place) from judged)
order by place
