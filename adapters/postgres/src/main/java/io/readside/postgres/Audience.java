package io.readside.postgres;

/** Whom a read is for: it decides which generation is read. */
enum Audience {
    READERS("readstore/serving_source"),
    /** Those who want to see what is being built. */
    PREVIEW("readstore/preview_source");

    private final String source;

    Audience(String source) {
        this.source = Sql.statement(source);
    }

    /** A statement that reads the generation in place of {@code {serving}}; it has a name and a version, twice, in front. */
    String choosing(String statement) {
        return statement.replace("{serving}", source);
    }
}
