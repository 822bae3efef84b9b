package io.readside.readstore;

import java.io.Serial;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** Something speaks against the act that time does not mend. Nothing was changed. */
public final class SwapRefused extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Keys that a message shows. */
    private static final int SHOWN = 5;

    private final boolean wantsComparison;

    public SwapRefused(String message) {
        this(message, false);
    }

    private SwapRefused(String message, boolean wantsComparison) {
        super(message);
        this.wantsComparison = wantsComparison;
    }

    /** Since nobody knows any more whether rows differ. */
    public static SwapRefused uncompared(String message) {
        return new SwapRefused(message, true);
    }

    /**
     * Since rows differ as nobody has declared.
     *
     * @param differing the first ones
     */
    public static SwapRefused differing(List<Difference> differing) {
        String keys = differing.stream()
                .limit(SHOWN)
                .map(difference -> difference.key() + " (" + where(difference) + ")")
                .collect(Collectors.joining(", "));
        String more = differing.size() > SHOWN ? " and " + (differing.size() - SHOWN) + " more at least" : "";
        return uncompared("Rows differ as nobody has declared: of keys " + keys + more + ". Nothing was changed.");
    }

    /** Since an instance of the application that has not the code of green still feeds blue, and so reads it. */
    public static SwapRefused inUse(Rebuild rebuild, String owner, Instant since) {
        return new SwapRefused("Blue " + rebuild.blue() + " is still fed by " + owner + ", since " + since
                + ", which does not feed " + rebuild.green() + ": an instance of the application from before version "
                + rebuild.version()
                + ", and its readers read blue. Nothing was changed. Stop that instance, or replace it by one"
                + " of the newer version, then drop again; one that was killed counts until its lease has run out.");
    }

    private static String where(Difference difference) {
        return switch (difference.kind()) {
            case VALUES ->
                difference.cells().stream().map(Difference.Cell::column).collect(Collectors.joining(", "));
            case ONLY_LEFT -> "only in blue";
            case ONLY_RIGHT -> "only in green";
        };
    }

    /** Whether green is not known to be what blue is, so that the two have to be compared again. */
    public boolean wantsComparison() {
        return wantsComparison;
    }
}
