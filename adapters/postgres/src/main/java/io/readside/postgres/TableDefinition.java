package io.readside.postgres;

import static io.readside.postgres.PhysicalTable.quoted;

import io.readside.projection.Column;
import io.readside.projection.ColumnType;
import io.readside.projection.FoldProjection;
import io.readside.projection.Projection;
import io.readside.projection.SqlProjection;
import io.readside.readstore.ProjectionMismatch;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a projection's first generation consists of: a table, its indexes, the table of bindings, that of applied events if
 * it is wanted, two views.
 */
final class TableDefinition {

    private static final String BY_TEXT = "; table: ";

    private final Projection<?> projection;
    private final PhysicalTable physical;
    private final List<SecondaryIndex> indexes;

    TableDefinition(Projection<?> projection, PhysicalTable physical) {
        this.projection = projection;
        this.physical = physical;
        this.indexes = SecondaryIndex.of(projection, physical, isOncePerEvent(projection));
    }

    /** The columns in words, and the text of its own if it has one; two projections with the same fit the same table. */
    static String signature(Projection<?> projection) {
        String columns = projection.shape().columns().stream()
                .map(column ->
                        column.name() + " " + ColumnSql.typeName(column.type()) + (column.nullable() ? " null" : ""))
                .collect(Collectors.joining(", "));
        return columns + "; key " + names(projection.shape().keyColumns())
                + (isOncePerEvent(projection) ? "; once per event" : "")
                + (projection.table().isEmpty() ? "" : BY_TEXT + String.join(";\n", projection.table()));
    }

    /** Whether a table of this signature was made by a text of the user's. */
    static boolean isByText(String signature) {
        return signature.contains(BY_TEXT);
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

    /** The names that nothing else may bear when a read model is first made. */
    List<String> names() {
        List<String> names = new ArrayList<>(ownNames());
        names.add(physical.generation().projection());
        names.add(projection.versionedName());
        return names;
    }

    /** The names of what belongs to this generation alone. */
    List<String> ownNames() {
        List<String> names = new ArrayList<>(List.of(physical.name(), physical.bindingName(), physical.appliedName()));
        indexes.forEach(index -> names.add(index.name()));
        return names;
    }

    /**
     * Makes all of it, in the caller's transaction.
     *
     * @throws ProjectionMismatch if the projection has a table by a text of its own that does not do
     */
    void make(Connection connection) throws SQLException {
        makeTables(connection);
        run(connection, indexes());
        makeVersionView(connection);
        run(connection, List.of("create" + view(physical.view())));
    }

    /** Makes the view of the version, or has it show this generation. */
    void makeVersionView(Connection connection) throws SQLException {
        run(connection, List.of("create or replace" + view(physical.versionView(projection.version()))));
    }

    /** Makes the index by which the streams of a key are found, and no other. */
    void makeBindingIndex(Connection connection) throws SQLException {
        run(
                connection,
                indexes.stream()
                        .filter(index -> index.table().equals(physical.binding()))
                        .map(SecondaryIndex::statement)
                        .toList());
    }

    /** Makes the indexes that are not there yet, and brings the statistics up to date. */
    void makeIndexes(Connection connection) throws SQLException {
        run(connection, indexes());
        run(connection, List.of("analyze " + physical.table(), "analyze " + physical.binding()));
    }

    /**
     * Makes the tables with their keys, still without what {@link #makeIndexes} and {@link #makeVersionView} add. Notes with the
     * generation, whose row is there, what the table of rows has got by that: what is found on it later is a user's.
     */
    void makeTables(Connection connection) throws SQLException {
        if (projection.table().isEmpty()) {
            run(connection, List.of(table()));
        } else {
            new TableTemplate(projection, physical).make(connection);
            run(connection, List.of("alter table " + physical.table() + " add column " + positionColumn()));
        }
        run(connection, isOncePerEvent(projection) ? List.of(bindingTable(), appliedTable()) : List.of(bindingTable()));
        HandMade.noteMade(
                connection, physical, indexes.stream().map(SecondaryIndex::name).toList());
    }

    /** The statements of all indexes but those of keys. Each may be run again; a text of the user's has made its own. */
    List<String> indexes() {
        return indexes.stream().map(SecondaryIndex::statement).toList();
    }

    private static void run(Connection connection, List<String> statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private String table() {
        return projection.shape().columns().stream()
                .map(this::column)
                .collect(Collectors.joining(
                        ",\n    ",
                        "create table " + physical.table() + " (\n    ",
                        ",\n    " + positionColumn() + ",\n    constraint " + quoted(physical.primaryKey())
                                + " primary key ("
                                + quotedNames(projection.shape().keyColumns()) + ")\n)"));
    }

    private String positionColumn() {
        return "_position bigint" + (kind(projection).equals("fold") ? " not null" : "");
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
        return " view " + name + " as select " + quotedNames(projection.shape().columns()) + " from "
                + physical.table();
    }

    private static String names(List<Column> columns) {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    private static String quotedNames(List<Column> columns) {
        return columns.stream().map(column -> quoted(column.name())).collect(Collectors.joining(", "));
    }
}
