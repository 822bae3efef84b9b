-- Looks at suspects again in order of their keys, and takes those off that do not differ any more. The transaction sees one
-- snapshot, also of the bindings that it has looked at before: what is noted meanwhile is not in it, and stays. Rows: those that
-- differ, and the last one that was looked at. Notes are looked up for one key after the other, which offset 0 sees to: by
-- statistics from when none was noted, all of them would be read for every page, and each be held against the whole page.
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
    delete from {suspects} noted
    where noted.ctid = any (array(
        select s.ctid
        from judged j
        cross join lateral (
            select s.ctid
            from {suspects} s
            where {same}
            offset 0) s
        where not j.differs))
)
select *
from judged
where differs or place = (select max(place) from judged)
order by place
