-- The columns that two tables made alike share, those besides the record's included; what the table makes up by itself is left
-- to it.
-- 1 table text, 2 table text, both schema-qualified and quoted
-- index: pg_attribute_relid_attnam_index
select a.attname
from pg_catalog.pg_attribute a
join pg_catalog.pg_attribute b on b.attname = a.attname
    and b.attrelid = to_regclass(?)
    and b.attnum > 0
where a.attrelid = to_regclass(?)
    and a.attnum > 0
    and not a.attisdropped
    and a.attgenerated = ''
    and a.attidentity = ''
order by a.attnum
