package io.readside.postgres;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** PostgreSQL refused a statement for a reason that has no type of its own. */
public final class PostgresFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final @Nullable String sqlState;

    PostgresFailure(String message, SQLException cause) {
        super(message, cause);
        this.sqlState = cause.getSQLState();
    }

    /** The five characters of PostgreSQL's appendix A, or null if the driver failed by itself. */
    public @Nullable String sqlState() {
        return sqlState;
    }
}
