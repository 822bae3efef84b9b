-- Nobody else puts a trigger with it on a table of theirs.
-- {function}
revoke all on function {function}() from public
