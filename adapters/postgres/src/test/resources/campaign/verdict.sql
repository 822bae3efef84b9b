-- Each event against the ledger, up to the checkpoint of the ledger in the same snapshot.
select count(*) filter (where l.event_id is null) as lost,
    count(*) filter (where l.applied > 1) as doubled,
    count(*) filter (where e.id is null) as torn
from events e
full join ledger l on l.event_id = e.id
