-- A rebuild that waits to be begun.
-- {rebuild} its columns
-- 1 name text, 2 blue integer, 3 green integer, 4 version integer, 5 new_timeline boolean, 6 by text
insert into readside.rebuild as r (name, blue, green, version, new_timeline, submitted_by)
values (?, ?, ?, ?, ?, ?)
returning {rebuild}
