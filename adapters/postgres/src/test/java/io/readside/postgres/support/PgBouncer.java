package io.readside.postgres.support;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/** PgBouncer in transaction mode in front of a server: two statements outside of a transaction may meet two backends. */
public final class PgBouncer implements AutoCloseable {

    private final OwnServer server;
    private final Path folder = Programs.newFolder("pgbouncer");
    private final int port = Programs.freePort();
    private final ServerProcess process;

    private PgBouncer(OwnServer server, int backends) {
        this.server = server;
        this.process = ServerProcess.start(
                Stream.concat(asNobody().stream(), Stream.of(program(), configure(backends)))
                        .toList(),
                "process up");
    }

    /** @param backends most connections to the server, for each database */
    public static PgBouncer inFrontOf(OwnServer server, int backends) {
        return new PgBouncer(server, backends);
    }

    /** It refuses root. */
    private static List<String> asNobody() {
        return Programs.isRoot() ? List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups") : List.of();
    }

    private static String program() {
        return Stream.of("/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer")
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The program pgbouncer is missing. Install it with:"
                        + " apt-get install -y --no-install-recommends pgbouncer"));
    }

    private String configure(int backends) {
        Path file = folder.resolve("pgbouncer.ini");
        try {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.writeString(file, """
                    [databases]
                    * = host=127.0.0.1 port=%d user=postgres
                    [pgbouncer]
                    listen_addr = 127.0.0.1
                    listen_port = %d
                    unix_socket_dir =
                    auth_type = any
                    pool_mode = transaction
                    max_client_conn = 200
                    default_pool_size = %d
                    ignore_startup_parameters = extra_float_digits
                    """.formatted(server.port(), port, backends));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.toString();
    }

    public int port() {
        return port;
    }

    /** Connections through it, without named statements: this mode cannot keep them. */
    public PGSimpleDataSource dataSource(String database) {
        PGSimpleDataSource dataSource = server.dataSource(database, port);
        dataSource.setPrepareThreshold(0);
        return dataSource;
    }

    /** As {@link #dataSource}, pooled. */
    public HikariDataSource pool(String database, int connections) {
        return OwnServer.pool(dataSource(database), connections);
    }

    @Override
    public void close() {
        process.kill();
        Programs.delete(folder);
    }
}
