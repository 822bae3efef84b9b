-- What a read model of category order should have seen. Run in the log's database, copied as it comes.
copy (
    select position, stream, id, type, data
    from readside.events
    where stream like 'order-%'
) to stdout
