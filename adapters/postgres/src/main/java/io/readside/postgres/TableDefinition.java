package io.readside.postgres;

import static io.readside.postgres.PhysicalTable.quoted;

import io.readside.projection.Column;
import io.readside.projection.ColumnType;
import io.readside.projection.FoldProjection;
import io.readside.projection.Projection;
import io.readside.projection.SqlProjection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * What a projection's first generation consists of: a table, its indexes, the table of bindings, that of applied events if
 * it is wanted, two views.
 */
final class TableDefinition {

    private static final int LONGEST_NAME = 63;

    private final Projection<?> projection;
    private final PhysicalTable physical;

    TableDefinition(Projection<?> projection, PhysicalTable physical) {
        this.projection = projection;
        this.physical = physical;
    }

    /** The columns in words; two projections with the same fit the same table. */
    static String signature(Projection<?> projection) {
        String columns = projection.shape().columns().stream()
                .map(column ->
                        column.name() + " " + ColumnSql.typeName(column.type()) + (column.nullable() ? " null" : ""))
                .collect(Collectors.joining(", "));
        return columns + "; key " + names(projection.shape().keyColumns())
                + (isOncePerEvent(projection) ? "; once per event" : "");
    }

    static String kind(Projection<?> projection) {
        return projection instanceof FoldProjection ? "fold" : "sql";
    }

    static String level(Projection<?> projection) {
        return (projection.knowsKeys() ? "atomic, by key" : "atomic, whole only")
                + (isOncePerEvent(projection) ? ", once per event" : "");
    }

    private static boolean isOncePerEvent(Projection<?> projection) {
        return projection instanceof SqlProjection<?> sql && sql.oncePerEvent().isPresent();
    }

    /** The names that nothing else may bear. */
    List<String> names() {
        return List.of(
                physical.generation().projection(),
                physical.versionViewName(projection.version()),
                physical.name(),
                physical.bindingName(),
                physical.appliedName());
    }

    /** In order. */
    List<String> statements() {
        List<String> statements = new ArrayList<>();
        statements.add(table());
        for (List<Column> index : Set.copyOf(projection.indexes())) {
            statements.add("create index " + quoted(indexName(index)) + " on " + physical.table() + " ("
                    + quotedNames(index) + ")");
        }
        statements.add(bindingTable());
        statements.add("create index " + quoted(physical.name() + "_bkey") + " on " + physical.binding() + " (key)");
        if (isOncePerEvent(projection)) {
            statements.add(appliedTable());
            statements.add("create index " + quoted(physical.name() + "_aage") + " on " + physical.applied()
                    + " (applied_at)");
        }
        statements.add(view(physical.versionView(projection.version())));
        statements.add(view(physical.view()));
        return statements;
    }

    private String table() {
        return projection.shape().columns().stream()
                .map(this::column)
                .collect(Collectors.joining(
                        ",\n    ",
                        "create table " + physical.table() + " (\n    ",
                        ",\n    _position bigint" + (kind(projection).equals("fold") ? " not null" : "")
                                + ",\n    constraint " + quoted(physical.primaryKey()) + " primary key ("
                                + quotedNames(projection.shape().keyColumns()) + ")\n)"));
    }

    private String column(Column column) {
        // keys in the order of their bytes: the same in every database, and no matter to an upgrade of its libc
        boolean inByteOrder = column.type() == ColumnType.TEXT
                && projection.shape().keyColumns().contains(column);
        return quoted(column.name()) + " " + ColumnSql.typeName(column.type())
                + (inByteOrder ? " collate \"C\"" : "")
                + (column.nullable() ? "" : " not null");
    }

    private String bindingTable() {
        return "create table " + physical.binding()
                + " (\n    stream text collate \"C\" not null,\n    key text collate"
                + " \"C\" not null,\n    bound_at bigint not null,\n    constraint "
                + quoted(physical.name() + "_bpkey") + " primary key (stream, key)\n)";
    }

    private String appliedTable() {
        return "create table " + physical.applied()
                + " (\n    event uuid not null,\n    position bigint not null,\n    applied_at timestamptz not null"
                + " default clock_timestamp(),\n    constraint "
                + quoted(physical.name() + "_apkey") + " primary key (event)\n)";
    }

    private String view(String name) {
        return "create view " + name + " as select "
                + quotedNames(projection.shape().columns()) + " from " + physical.table();
    }

    /** Says its columns where there is room. */
    private String indexName(List<Column> columns) {
        String readable =
                physical.name() + "_" + columns.stream().map(Column::name).collect(Collectors.joining("_")) + "_idx";
        if (readable.length() <= LONGEST_NAME) {
            return readable;
        }
        CRC32 hash = new CRC32();
        hash.update(names(columns).getBytes(StandardCharsets.UTF_8));
        return physical.name() + "_i" + "%06x".formatted(hash.getValue() & 0xffffff);
    }

    private static String names(List<Column> columns) {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    private static String quotedNames(List<Column> columns) {
        return columns.stream().map(column -> quoted(column.name())).collect(Collectors.joining(", "));
    }
}
