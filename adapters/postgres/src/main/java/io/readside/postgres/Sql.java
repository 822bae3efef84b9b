package io.readside.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Statements and schema files as they stand in the resources. */
final class Sql {

    private Sql() {}

    /**
     * One statement without its comments.
     *
     * @param name below {@code sql/}, without {@code .sql}: {@code log/append}
     */
    static String statement(String name) {
        return file("sql/" + name + ".sql")
                .lines()
                .filter(line -> !line.strip().startsWith("--"))
                .collect(Collectors.joining("\n"));
    }

    /** @param path below this package */
    static String file(String path) {
        try (InputStream in = Sql.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("The resource io/readside/postgres/" + path
                        + " is missing: the readside-postgres jar is incomplete.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
