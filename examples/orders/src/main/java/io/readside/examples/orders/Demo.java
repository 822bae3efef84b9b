package io.readside.examples.orders;

import io.readside.examples.orders.demo.DataFolder;
import io.readside.examples.orders.demo.DemoFailed;
import io.readside.examples.orders.demo.Ports;
import io.readside.examples.orders.demo.PostgresServer;
import io.readside.examples.orders.demo.SlowProjections;
import io.readside.examples.orders.demo.Traffic;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The order system on a PostgreSQL of its own, in one process. Standard output says where; the log goes to stderr. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Runs the order system of the example on an embedded PostgreSQL. Ctrl-C ends it.")
public final class Demo implements Callable<Integer> {

    private static final int DEFAULT_PORT = 8080;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port of the HTTP interface; 0: any. Default: 8080 or the next that is free.")
    private @Nullable Integer port;

    @Option(names = "--postgres-port", paramLabel = "N", description = "Port of PostgreSQL; 0, the default: any.")
    private int postgresPort;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Where the data is kept. Default: ${DEFAULT-VALUE}.",
            defaultValue = ".readside/demo")
    private Path data = Path.of(".readside", "demo");

    @Option(names = "--traffic", paramLabel = "N", description = "Simulated orders a second, 0 to 1000. Default: 0.")
    private int traffic;

    private final CompletableFuture<Integer> end = new CompletableFuture<>();

    public static void main(String... args) {
        System.exit(new CommandLine(new Demo())
                .setExecutionExceptionHandler(Demo::failed)
                .execute(args));
    }

    private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        System.err.println("demo: " + e.getMessage());
        return 1;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Traffic.requireRate(traffic);
        int apiPort = Ports.choose("--port", port, DEFAULT_PORT);
        CompletableFuture<Void> stopped = endOnSignal();
        try (DataFolder folder = DataFolder.open(data);
                PostgresServer postgres =
                        new PostgresServer(folder, Ports.choose("--postgres-port", postgresPort, 0), this::lost);
                ConfigurableApplicationContext application = start(apiPort, postgres)) {
            String api = "http://127.0.0.1:" + apiPort;
            announce(api, postgres.port());
            try (Traffic orders = Traffic.start(api, traffic)) {
                return end.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        } finally {
            stopped.complete(null);
        }
    }

    private ConfigurableApplicationContext start(int apiPort, PostgresServer postgres) {
        SpringApplication application = new SpringApplication(OrdersApplication.class);
        application.setRegisterShutdownHook(false); // the order of the end is ours
        application.setAdditionalProfiles(SlowProjections.PROFILE);
        return application.run(
                "--server.address=127.0.0.1",
                "--server.port=" + apiPort,
                "--spring.datasource.url=" + postgres.jdbcUrl());
    }

    private static void announce(String api, int postgresPort) {
        String user = PostgresServer.USER;
        String database = PostgresServer.DATABASE;
        System.out.println("api " + api);
        System.out.println("postgres postgresql://" + user + "@127.0.0.1:" + postgresPort + "/" + database);
        System.out.println("export PGHOST=127.0.0.1 PGPORT=" + postgresPort + " PGUSER=" + user + " PGDATABASE="
                + database + " API=" + api);
        System.out.println("ready");
        System.out.flush();
    }

    private void lost(DemoFailed reason) {
        System.err.println("demo: " + reason.getMessage());
        end.complete(1);
    }

    /**
     * Ctrl-C and a termination are the regular end: the main thread closes everything, and the exit status is 0, which the
     * virtual machine by itself would not say.
     *
     * @return to be completed when everything is closed
     */
    private CompletableFuture<Void> endOnSignal() {
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (!stopped.isDone()) {
                end.complete(0);
                stopped.join();
                Runtime.getRuntime().halt(end.join());
            }
        }));
        return stopped;
    }
}
