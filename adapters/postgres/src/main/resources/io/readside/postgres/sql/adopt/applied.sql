-- Notes as applied what the rows hold that were taken over. The generation has noted what it has run itself; an event that it
-- lacked, which may be what was wrong, would run again if the checkpoint were put back. Which event is of which key is not
-- noted, and need not be: up to the checkpoint all of them are applied but those that are parked, which are to run yet. Older
-- ones than the generation remembers are left out, since it has forgotten their like.
--
-- They are moved, not copied: of many keys, some at a time, the first act finds them all and the others none.
-- {applied} the generation's table of applied events, {recomputed} the one that was recomputed
-- 1 name text, 2 generation integer
-- index: parked_event_position
with moved as (
    delete from {recomputed} r
    where not exists (
        select
        from readside.parked_event p
        where p.name = ?
            and p.generation = ?
            and p.position = r.position)
    returning r.event, r.position
)
insert into {applied} (event, position)
select event, position
from moved
where position >= (select min(position) from {applied})
on conflict do nothing
