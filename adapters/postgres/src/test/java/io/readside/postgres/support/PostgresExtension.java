package io.readside.postgres.support;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands a {@link FreshDatabase} to each test that has a parameter for one, and drops it afterwards. A constructor or
 * a {@code @BeforeEach} method and its test share none: keep it in a field.
 */
public final class PostgresExtension implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(PostgresExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == FreshDatabase.class;
    }

    @Override
    public FreshDatabase resolveParameter(ParameterContext parameter, ExtensionContext context) {
        String[] parts =
                parameter.findAnnotation(Installed.class).map(Installed::value).orElseGet(() -> new String[0]);
        FreshDatabase database = PostgresServer.shared().create(parts);
        // closed by JUnit at the end of this context
        context.getStore(NAMESPACE).put(database, database);
        return database;
    }
}
