-- Suspects whose rows differ, in order of their keys.
-- {suspects}, {names} k1, k2, …, {of_s} the same of a suspect s; {left}, {right} tables, {match_left} and {match_right} its rows l and r, {present}
-- whether there is an l and an r, {differs}, {texts} of both
-- 1 most bigint
-- index: the one on the suspects' keys; the primary keys
select s.*,
    {present},
    {texts}
from (
    select distinct {names}
    from {suspects}
    where k1 is not null
) s
left join {left} l on {match_left}
left join {right} r on {match_right}
where {differs}
order by {of_s}
limit ?
