-- Ends the noting of keys; the triggers go with the function.
-- {function}
-- locks: tables that have such a trigger, against everybody, until the end of the transaction
drop function if exists {function}() cascade
