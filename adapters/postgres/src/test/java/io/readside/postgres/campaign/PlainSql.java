package io.readside.postgres.campaign;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The statements of the oracle and the observer, which share none with Readside. */
final class PlainSql {

    private PlainSql() {}

    static String statement(String name) {
        try (InputStream file = PlainSql.class.getResourceAsStream("/campaign/" + name + ".sql")) {
            if (file == null) {
                throw new IllegalArgumentException("There is no campaign/" + name + ".sql.");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
