package io.readside.testkit;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/**
 * What every read store must do. Extend it and say how a new store is made; nothing is ever skipped: where the guarantees
 * differ, the store is asked for its own, and both branches are asserted.
 *
 * <pre>{@code
 * class MemoryReadStoreTest extends ReadStoreContract {
 *     protected CrashableStore create() { … }
 * }
 * }</pre>
 */
@Timeout(60)
public abstract class ReadStoreContract
        implements ReadStoreOpening,
                ReadStoreApplying,
                ReadStoreReading,
                ReadStoreCrashing,
                ReadStoreParking,
                ReadStoreRecovering,
                ReadStoreHalting,
                ReadStoreLeasing,
                ReadStoreSteering,
                ReadStoreRebuilding,
                ReadStoreSwapping,
                ReadStoreDropping,
                ReadStoreRebuildCuts,
                ReadStoreReporting,
                ReadStoreFeeding,
                ReadStoreComparing,
                ReadStoreSuspecting,
                ReadStorePicking,
                ReadStoreAdopting,
                ReadStoreRemembering {

    private final List<CrashableStore> made = new ArrayList<>();

    /** A new and empty store; called several times in one test. */
    protected abstract CrashableStore create();

    @Override
    public final CrashableStore fresh() {
        CrashableStore store = create();
        made.add(store);
        return store;
    }

    @AfterEach
    final void closeAll() {
        made.forEach(CrashableStore::close);
        made.clear();
    }
}
