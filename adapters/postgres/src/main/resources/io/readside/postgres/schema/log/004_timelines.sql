-- Timelines: the tail that a log has lost is not given out again under the same names. A version token says which timeline it
-- is of, and another one begins when an operator accepts a loss (./readside rebuild NAME --new-timeline).
-- Needs 003_audit.sql.
--
-- Rights. A role whose workers may carry that out:
--     grant execute on function readside.begin_timeline_after(integer) to app;

alter table readside.log_identity
    add column timeline integer not null default 1,
    add constraint log_identity_timeline_check check (timeline > 0);

-- Once for each loss: where the timeline is another already, it stays.
create function readside.begin_timeline_after(lost integer)
    returns integer
    language sql
    security definer
    set search_path = pg_catalog, pg_temp
as $$
    update readside.log_identity
    set timeline = greatest(timeline, lost + 1)
    returning timeline
$$;

revoke all on function readside.begin_timeline_after(integer) from public;

insert into readside.schema_version (part, version) values ('log', 4);
