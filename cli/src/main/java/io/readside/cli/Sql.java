package io.readside.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** The few statements of the command line's own. */
final class Sql {

    static final String SCHEMA_KNOWN = statement("schema_known");
    static final String SCHEMA_VERSION = statement("schema_version");
    static final String VIEWS_OF = statement("views_of");
    static final String IMPORT_SESSION = statement("import_session");
    static final String IMPORT_EMPTY = statement("import_empty");
    static final String IMPORT_CLOCK = statement("import_clock");
    static final String IMPORT_KNOWN = statement("import_known");
    static final String IMPORT_DIFFERING = statement("import_differing");
    static final String IMPORT_LAST_VERSIONS = statement("import_last_versions");
    static final String IMPORT_COPY = statement("import_copy");
    static final String IMPORT_UNPROTECTED = statement("import_unprotected");

    private Sql() {}

    private static String statement(String name) {
        try (InputStream in = Sql.class.getResourceAsStream("sql/" + name + ".sql")) {
            if (in == null) {
                throw new IllegalStateException("The resource sql/" + name + ".sql is missing: the jar is incomplete.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.strip().startsWith("--"))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
