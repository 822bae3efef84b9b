package io.readside.postgres;

import io.readside.projection.Projection;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes generations beside the active one, in transactions that {@link PostgresGenerations#lock} has begun. */
final class GenerationsBeside {

    private static final Logger LOG = LoggerFactory.getLogger(GenerationsBeside.class);

    private final String schema;

    GenerationsBeside(String schema) {
        this.schema = schema;
    }

    /** Makes green, with the rights of blue, and the view of its version if there is none yet, with those of the name's. */
    GenerationId makeGreen(Connection connection, Projection<?> projection, GenerationRow blue) throws SQLException {
        GenerationId green = make(connection, projection, Role.BUILDING, "the rebuild is planned");
        PhysicalTable to = new PhysicalTable(schema, green);
        PhysicalTable from = new PhysicalTable(schema, blue.generation().id());
        List<GenerationRow> all = GenerationRow.all(connection, List.of(projection.name()));
        GenerationRow made = all.stream()
                .filter(row -> row.generation().id().equals(green))
                .findFirst()
                .orElseThrow();
        report(from.name(), to.name(), Rights.copy(connection, from, to, Rights.Extent.between(blue, made)));
        boolean isFirstOfItsVersion = all.stream()
                .map(GenerationRow::generation)
                .noneMatch(other -> other.version() == projection.version()
                        && !other.id().equals(green)
                        && other.role() != Role.SCRATCH);
        if (isFirstOfItsVersion) {
            PostgresGenerations.requireFree(connection, projection.name(), schema, List.of(projection.versionedName()));
            new TableDefinition(projection, to).makeVersionView(connection);
            String view = to.versionView(projection.version());
            report(to.view(), view, Rights.copy(connection, to.view(), view, Rights.Extent.WHOLE));
        }
        return green;
    }

    private static void report(String from, String to, List<String> refused) {
        if (!refused.isEmpty()) {
            LOG.warn(
                    "{} has what {} cannot be given: {}. Take it from the one, or make it on the other by hand: a swap is"
                            + " refused otherwise.",
                    from,
                    to,
                    String.join("; ", refused));
        }
    }

    /** @param pausedBy why it is not fed yet; absent: it is */
    GenerationId make(Connection connection, Projection<?> projection, Role role, @Nullable String pausedBy)
            throws SQLException {
        GenerationId id = PostgresGenerations.insert(connection, projection, role, pausedBy);
        TableDefinition definition = new TableDefinition(projection, new PhysicalTable(schema, id));
        PostgresGenerations.requireFree(connection, projection.name(), schema, definition.ownNames());
        definition.makeTables(connection);
        LOG.info("Created {} for {} in schema {}.", id, projection, schema);
        return id;
    }
}
