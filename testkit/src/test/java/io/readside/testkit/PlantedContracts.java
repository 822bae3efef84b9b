package io.readside.testkit;

import io.readside.eventlog.EventLog;
import java.util.Set;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The contracts on what is broken on purpose. Not run by themselves: a failure is what is asked for. */
final class PlantedContracts {

    private PlantedContracts() {}

    @ExtendWith(Planting.class)
    static class OfLog extends EventLogContract {

        private final EventLog log;

        OfLog(Class<? extends TamperedLog> planted) {
            log = Planting.create(planted);
        }

        @Override
        protected EventLog log() {
            return log;
        }
    }

    @ExtendWith(Planting.class)
    static class OfSubscription extends SubscriptionContract {

        private final EventLog log;

        OfSubscription(Class<? extends TamperedLog> planted) {
            log = Planting.create(planted);
        }

        @Override
        protected EventLog log() {
            return log;
        }
    }

    @ExtendWith({Planting.class, FeedsFew.class})
    static class OfStore extends ReadStoreContract {

        private final Class<? extends TamperedStore> planted;

        OfStore(Class<? extends TamperedStore> planted) {
            this.planted = planted;
        }

        @Override
        protected CrashableStore create() {
            return Planting.create(planted);
        }
    }

    /** Whole histories are fed only to stores that are honest or get something wrong about rows: it takes a while. */
    static final class FeedsFew implements ExecutionCondition {

        private static final Set<Class<?>> FED = Set.of(TamperedStore.class, BrokenBatches.class);

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return !isFeeding(context)
                            || FED.contains(Planting.plantedIn(context).getEnclosingClass())
                    ? ConditionEvaluationResult.enabled("asked for")
                    : ConditionEvaluationResult.disabled("nothing is wrong with its rows");
        }

        private static boolean isFeeding(ExtensionContext context) {
            return context.getTestMethod()
                    .filter(test -> test.getDeclaringClass() == ReadStoreFeeding.class)
                    .isPresent();
        }
    }
}
