package io.readside.readstore;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The store refuses a change, and would refuse it again. The message shows no value of a row. */
public final class ApplyFailed extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Cause what;

    /** What the store is at odds with. */
    public enum Cause {
        /** One of the changes: without it the others would pass. */
        CHANGE,
        /** The table itself, a dropped column or a missing right for example: any change would be refused. */
        TABLE
    }

    public ApplyFailed(String message) {
        this(Cause.CHANGE, message, null);
    }

    public ApplyFailed(Cause what, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.what = what;
    }

    public Cause what() {
        return what;
    }
}
