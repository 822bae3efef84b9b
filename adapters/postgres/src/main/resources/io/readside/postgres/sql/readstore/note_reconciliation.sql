-- Writes down what a reconcile came to, and keeps the last twenty of a read model.
-- 1 name text, 2 generation integer, 3 scope text, 4 position bigint, 5 finished timestamptz, 6 milliseconds bigint, 7 rows bigint,
-- 8 drift bigint, 9 details jsonb, 10 name text
-- index: reconciliation_name
with noted as (
    insert into readside.reconciliation (name, generation, scope, position, finished_at, took, rows, drift, details)
    values (?, ?, ?, ?, ?, ? * interval '1 millisecond', ?, ?, ?::jsonb)
)
delete from readside.reconciliation
where id in (
    select id
    from readside.reconciliation
    where name = ?
    order by id desc
    offset 19)
