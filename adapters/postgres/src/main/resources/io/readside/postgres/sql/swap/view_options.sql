-- The options of a view, as they stand in parentheses; null: none. Replacing a view without them drops them.
-- 1 view text, schema-qualified and quoted
-- index: pg_class_oid_index
select string_agg(format('%I = %L', o.option_name, o.option_value), ', ' order by o.option_name)
from pg_catalog.pg_class c
cross join lateral pg_options_to_table(c.reloptions) o
where c.oid = to_regclass(?)
