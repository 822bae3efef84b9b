-- The installed version of a part; 0 if none.
-- 1 part text
-- index: schema_version_pkey
select coalesce(max(version), 0)
from readside.schema_version
where part = ?
