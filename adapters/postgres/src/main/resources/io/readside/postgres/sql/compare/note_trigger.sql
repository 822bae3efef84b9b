-- {name}, {event} such as insert, {table}, {rows} the clause that names the rows which changed, {function}
-- locks: the table, against writers, until the end of the transaction
create or replace trigger {name}
    after {event} on {table}
    {rows}
    for each statement execute function {function}()
