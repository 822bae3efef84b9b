-- Puts triggers in force whatever session_replication_role says, or out of force.
-- {table}, {triggers} enable always trigger …, … or disable trigger …, …
-- locks: the table, against writers, until the end of the transaction
alter table {table} {triggers}
