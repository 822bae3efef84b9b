-- Keys by chance: in an order that depends on nothing but the seed and the key's text, see in_one_way.sql.
-- {table}, {key} its columns
-- 1 seed bigint, 2 most integer
-- index: none; the table is read whole
select {key}
from {table}
order by hashtextextended(row({key})::text, ?), {key}
limit ?
