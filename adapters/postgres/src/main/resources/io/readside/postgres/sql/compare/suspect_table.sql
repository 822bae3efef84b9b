-- Keys whose rows have changed, or were found to differ, since two generations are compared. It is only appended to, so that
-- what is noted while others are looked at is not taken off with them. A row without a key: a table was emptied whole.
-- {suspects}, {name} of its key, {columns} k1, k2, … with types
create table if not exists {suspects} (
    id bigint generated always as identity,
    {columns},
    constraint {name} primary key (id)
)
