-- The events up to the checkpoint of a read model.
-- name: of the read model
truncate events;

insert into events
select c.*
from log_copy c
join projection_checkpoint p on c.position <= p.commit_pos
where p.name = '{name}';

analyze events
