-- Whether something bears a name.
-- 1 name text, schema-qualified and quoted
select to_regclass(?) is not null
