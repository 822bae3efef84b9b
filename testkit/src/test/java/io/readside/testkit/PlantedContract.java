package io.readside.testkit;

import java.lang.reflect.Constructor;
import java.util.Set;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;

/** The contract as a store runs it that is broken on purpose. Not run by itself: a failure is what is asked for. */
@ExtendWith(PlantedContract.OnlyOnPurpose.class)
class PlantedContract extends ReadStoreContract {

    /** Names the class of the store. */
    static final String STORE = "readside.broken-on-purpose";

    @SuppressWarnings("NullAway.Init") // by the extension, before each test
    private Constructor<?> store;

    @Override
    protected CrashableStore create() {
        try {
            return (CrashableStore) store.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("A planted store has a constructor without parameters.", e);
        }
    }

    static final class OnlyOnPurpose implements ExecutionCondition, TestInstancePostProcessor {

        private static final Set<Class<?>> FED = Set.of(TamperedStore.class, BrokenBatches.class);

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return context.getConfigurationParameter(STORE)
                    .map(store -> isFed(store) || !isSlow(context)
                            ? ConditionEvaluationResult.enabled("asked for")
                            : ConditionEvaluationResult.disabled("nothing is wrong with its rows"))
                    .orElseGet(() -> ConditionEvaluationResult.disabled("run by ReadStoreContractTest"));
        }

        private static boolean isFed(String store) {
            return FED.stream().anyMatch(those -> store.startsWith(those.getName()));
        }

        /** Whole histories are fed only to stores that get something wrong about rows: it takes a while. */
        private static boolean isSlow(ExtensionContext context) {
            return context.getTestMethod()
                    .filter(test -> test.getDeclaringClass() == ReadStoreFeeding.class)
                    .isPresent();
        }

        @Override
        public void postProcessTestInstance(Object test, ExtensionContext context) throws ReflectiveOperationException {
            String name = context.getConfigurationParameter(STORE).orElseThrow();
            ((PlantedContract) test).store = Class.forName(name).getDeclaredConstructor();
        }
    }
}
