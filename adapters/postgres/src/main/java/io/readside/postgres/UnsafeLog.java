package io.readside.postgres;

/** The log's database is set up so that readers could miss events; nothing is read from it until that is mended. */
public final class UnsafeLog extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    UnsafeLog(String message) {
        super(message);
    }
}
