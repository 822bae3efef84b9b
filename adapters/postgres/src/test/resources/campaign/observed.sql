-- Checkpoint and effects of the ledger in one snapshot, that of the statement.
select p.commit_pos as checkpoint,
    (select count(*) from ledger) as entries,
    (select coalesce(sum(applied), 0) from ledger) as applied
from projection_checkpoint p
where p.name = 'ledger'
