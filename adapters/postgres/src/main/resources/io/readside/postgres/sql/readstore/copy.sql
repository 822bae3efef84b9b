-- Rows of keys that have none, in the binary form of COPY.
-- {table}, {columns} all of the row
-- index: the primary key refuses a key that has a row
copy {table} ({columns}, _position) from stdin (format binary)
