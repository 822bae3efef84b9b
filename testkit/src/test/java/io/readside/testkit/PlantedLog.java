package io.readside.testkit;

import io.readside.eventlog.EventLog;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;

/** The contracts as a log runs them that is broken on purpose. Not run by themselves: a failure is what is asked for. */
final class PlantedLog implements ExecutionCondition, TestInstancePostProcessor {

    /** Names the class of the log. */
    static final String LOG = "readside.log-broken-on-purpose";

    private interface Planted {
        void plant(EventLog log);
    }

    @ExtendWith(PlantedLog.class)
    static class OfLog extends EventLogContract implements Planted {

        @SuppressWarnings("NullAway.Init") // by the extension, before each test
        private EventLog log;

        @Override
        public void plant(EventLog planted) {
            log = planted;
        }

        @Override
        protected EventLog log() {
            return log;
        }
    }

    @ExtendWith(PlantedLog.class)
    static class OfSubscription extends SubscriptionContract implements Planted {

        @SuppressWarnings("NullAway.Init") // by the extension, before each test
        private EventLog log;

        @Override
        public void plant(EventLog planted) {
            log = planted;
        }

        @Override
        protected EventLog log() {
            return log;
        }
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return context.getConfigurationParameter(LOG).isPresent()
                ? ConditionEvaluationResult.enabled("asked for")
                : ConditionEvaluationResult.disabled("run by EventLogContractTest");
    }

    @Override
    public void postProcessTestInstance(Object test, ExtensionContext context) throws ReflectiveOperationException {
        String name = context.getConfigurationParameter(LOG).orElseThrow();
        ((Planted) test)
                .plant(Class.forName(name)
                        .asSubclass(EventLog.class)
                        .getDeclaredConstructor()
                        .newInstance());
    }
}
