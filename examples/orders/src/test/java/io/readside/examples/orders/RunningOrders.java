package io.readside.examples.orders;

import io.readside.examples.orders.demo.DataFolder;
import io.readside.examples.orders.demo.Ports;
import io.readside.examples.orders.demo.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The real application on a real PostgreSQL and real ports, started once for all tests. A test that stops a read model
 * takes one of its own: {@link #another}.
 */
final class RunningOrders implements AutoCloseable {

    private final DataFolder folder;
    private final PostgresServer postgres;
    private final Application application;

    private RunningOrders() throws IOException {
        Path temporary = Files.createTempDirectory("orders test");
        folder = DataFolder.open(temporary);
        postgres = new PostgresServer(folder, Ports.choose("port", 0, 0), lost -> {
            throw lost;
        });
        application = new Application(postgres.jdbcUrl());
    }

    /** One application and its database. */
    static final class Application implements AutoCloseable {

        private final ConfigurableApplicationContext context;

        private Application(String jdbcUrl, String... arguments) {
            SpringApplication application = new SpringApplication(OrdersApplication.class);
            application.setRegisterShutdownHook(false);
            String[] all = new String[arguments.length + 3];
            all[0] = "--server.address=127.0.0.1";
            all[1] = "--server.port=0";
            all[2] = "--spring.datasource.url=" + jdbcUrl;
            System.arraycopy(arguments, 0, all, 3, arguments.length);
            context = application.run(all);
        }

        Api api() {
            return new Api("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port"));
        }

        JdbcTemplate jdbc() {
            return context.getBean(JdbcTemplate.class);
        }

        <T> T bean(Class<T> type) {
            return context.getBean(type);
        }

        @Override
        public void close() {
            context.close();
        }
    }

    Api api() {
        return application.api();
    }

    JdbcTemplate jdbc() {
        return application.jdbc();
    }

    int postgresPort() {
        return postgres.port();
    }

    /** Another application in an empty database of its own. */
    Application another(String... arguments) {
        String name = "orders_" + UUID.randomUUID().toString().replace("-", "");
        jdbc().execute("create database " + name);
        jdbc().execute("alter database " + name + " set search_path = public");
        return new Application(postgres.jdbcUrl().replace("/orders?", "/" + name + "?"), arguments);
    }

    @Override
    public void close() throws IOException {
        application.close();
        postgres.close();
        folder.close();
    }

    /** Hands the one instance to tests; it is closed after the last of them. */
    static final class Extension implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == RunningOrders.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .computeIfAbsent(RunningOrders.class, key -> {
                        try {
                            return new RunningOrders();
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        }
                    });
        }
    }
}
