package io.readside.testkit;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands a contract the class that it is run on, and lets it not run without one. */
final class Planting implements ExecutionCondition, ParameterResolver {

    /** Names the class that is planted. */
    static final String PLANTED = "readside.planted";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return context.getConfigurationParameter(PLANTED).isPresent()
                ? ConditionEvaluationResult.enabled("asked for")
                : ConditionEvaluationResult.disabled("run by the test of the contract");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Class.class;
    }

    @Override
    public Class<?> resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return plantedIn(context);
    }

    static Class<?> plantedIn(ExtensionContext context) {
        String name = context.getConfigurationParameter(PLANTED).orElseThrow();
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("There is no " + name + " to plant.", e);
        }
    }

    static <T> T create(Class<T> planted) {
        try {
            return planted.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(planted + " is planted by a constructor without parameters.", e);
        }
    }
}
