-- Where the oracle keeps its copy of the log, in the read store's database; and what a read model should have seen of it.
create temporary table log_copy (
    position bigint primary key,
    stream   text,
    id       uuid,
    type     text,
    data     jsonb
) on commit drop;

create temporary table events (like log_copy) on commit drop;

create index on events (stream, type)
