package io.readside.postgres;

/** The database does not hold the schema that this version of Readside needs; the message names the way out. */
public final class SchemaMismatch extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    SchemaMismatch(String message) {
        super(message);
    }
}
