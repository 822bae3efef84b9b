-- How many rows two tables have that cannot be set against each other.
-- {left}, {right} tables
select (select count(*) from {left}),
    (select count(*) from {right})
