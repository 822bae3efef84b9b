-- Which timeline of its log a checkpoint was read in: a version token of another one is not compared with it.
-- Needs 003_rebuild.sql. Null stands for the first one: instances of before go on writing checkpoints without it.

alter table readside.generation
    add column anchor_timeline integer,
    add column meeting_timeline integer;

insert into readside.schema_version (part, version) values ('readstore', 4);
