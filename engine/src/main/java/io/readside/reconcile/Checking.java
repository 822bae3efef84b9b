package io.readside.reconcile;

import io.readside.projection.Projection;
import io.readside.readstore.Generation;
import io.readside.readstore.Reads;
import io.readside.readstore.Snapshot;
import io.readside.readstore.StoreUnavailable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs checks of the user's, each in one snapshot. The views that it names do not follow a snapshot: where the active generation
 * has changed meanwhile, what it returned may be of two, and it is run again.
 */
final class Checking {

    private static final int ATTEMPTS = 3;

    private final Reads reads;

    Checking(Reads reads) {
        this.reads = reads;
    }

    Checked run(Check check, Projection<?> projection) {
        try {
            Snapshot<List<Map<String, @Nullable String>>> seen = read(check, projection);
            for (int attempt = 1; attempt < ATTEMPTS && !isServing(projection, seen.generation()); attempt++) {
                seen = read(check, projection);
            }
            return new Checked(check.name(), seen.value(), Optional.empty());
        } catch (StoreUnavailable passing) {
            throw passing;
        } catch (RuntimeException refused) {
            return new Checked(check.name(), List.of(), Optional.of(String.valueOf(refused.getMessage())));
        }
    }

    private Snapshot<List<Map<String, @Nullable String>>> read(Check check, Projection<?> projection) {
        return reads.query(projection, session -> session.texts(projection, check.sql(), Checked.ROWS_SHOWN));
    }

    private boolean isServing(Projection<?> projection, Generation generation) {
        return reads.serving(projection).id().equals(generation.id());
    }
}
