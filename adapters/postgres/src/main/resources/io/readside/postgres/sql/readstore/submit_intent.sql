-- Writes down what somebody wants done.
-- 1 name text, 2 act text, 3 arguments jsonb, 4 by text
insert into readside.intent (name, act, arguments, submitted_by)
values (?, ?, ?::jsonb, ?)
returning id, name, act, arguments, submitted_by, done, report, details
