-- The version of a part that is installed; 0 if it is not.
-- 1 part text
-- index: schema_version_pkey
select coalesce(max(version), 0)
from readside.schema_version
where part = ?
