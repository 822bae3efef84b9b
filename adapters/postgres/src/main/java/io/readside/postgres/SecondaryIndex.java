package io.readside.postgres;

import static io.readside.postgres.PhysicalTable.quoted;

import io.readside.projection.Column;
import io.readside.projection.Projection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * An index of a generation that is not the index of a key, so that it can wait until the table is full.
 *
 * @param table schema-qualified and quoted
 * @param columns quoted
 */
record SecondaryIndex(String name, String table, String columns) {

    private static final int LONGEST_NAME = 63;

    /** Those that the projection asks for, once each, and those of the generation's own tables. */
    static List<SecondaryIndex> of(Projection<?> projection, PhysicalTable physical, boolean oncePerEvent) {
        List<SecondaryIndex> all = new ArrayList<>();
        List<List<Column>> declared = projection.indexes().stream().distinct().toList();
        for (List<Column> columns : declared) {
            String names = columns.stream().map(column -> quoted(column.name())).collect(Collectors.joining(", "));
            all.add(new SecondaryIndex(name(physical, columns, declared), physical.table(), names));
        }
        all.add(new SecondaryIndex(physical.name() + "_bkey", physical.binding(), "key"));
        if (oncePerEvent) {
            all.add(new SecondaryIndex(physical.name() + "_aage", physical.applied(), "applied_at"));
        }
        return all;
    }

    /** Says its columns where there is room and nothing else says the same: (a_b) and (a, b) would. */
    private static String name(PhysicalTable physical, List<Column> columns, List<List<Column>> all) {
        String readable = joined("_", columns);
        String name = physical.name() + "_" + readable + "_idx";
        Predicate<List<Column>> saysTheSame = others -> joined("_", others).equals(readable);
        if (name.length() <= LONGEST_NAME && all.stream().filter(saysTheSame).count() == 1) {
            return name;
        }
        CRC32 hash = new CRC32();
        hash.update(joined(", ", columns).getBytes(StandardCharsets.UTF_8));
        return physical.name() + "_i" + "%06x".formatted(hash.getValue() & 0xffffff);
    }

    private static String joined(String separator, List<Column> columns) {
        return columns.stream().map(Column::name).collect(Collectors.joining(separator));
    }

    /** May be run again: whatever bears the name was looked at before the generation was made. */
    String statement() {
        return "create index if not exists " + quoted(name) + " on " + table + " (" + columns + ")";
    }
}
