-- Whether a generation holds nothing at all.
-- {table} of its rows, {binding} its table of bindings
select not exists (select from {table})
    and not exists (select from {binding})
