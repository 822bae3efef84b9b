-- Which timeline of its log a checkpoint was read in: a version token of another one is not compared with it.
-- Needs 003_rebuild.sql.

alter table readside.generation
    add column anchor_timeline integer,
    add column meeting_timeline integer;

update readside.generation set anchor_timeline = 1 where anchor_log is not null;
update readside.generation set meeting_timeline = 1 where meeting_log is not null;

alter table readside.generation
    add constraint generation_anchor_timeline_check check (num_nulls(anchor_log, anchor_timeline) in (0, 2)),
    add constraint generation_meeting_timeline_check check (num_nulls(meeting_log, meeting_timeline) in (0, 2));

insert into readside.schema_version (part, version) values ('readstore', 4);
