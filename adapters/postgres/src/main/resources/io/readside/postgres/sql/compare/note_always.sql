-- Puts triggers in force whatever session_replication_role says.
-- {table}, {triggers} enable always trigger …, …
-- locks: the table, against writers, until the end of the transaction
alter table {table} {triggers}
