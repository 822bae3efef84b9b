-- How many rows two tables have in a range, whether their rows have the same checksum, and whether those columns have that are
-- expected to differ. The sum does not depend on the order: the key is in each of its parts.
-- {left}, {right} tables, {strict} and {expected} what is summed, {within} the range
-- for each table: what {within} binds
-- index: the primary keys
select l.found,
    r.found,
    l.found <> r.found or l.strict is distinct from r.strict,
    l.expected is distinct from r.expected
from (
    select count(*) as found,
        bit_xor({strict}) as strict,
        bit_xor({expected}) as expected
    from {left}
    where {within}
) l
cross join (
    select count(*) as found,
        bit_xor({strict}) as strict,
        bit_xor({expected}) as expected
    from {right}
    where {within}
) r
