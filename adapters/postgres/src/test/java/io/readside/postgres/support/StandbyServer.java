package io.readside.postgres.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A streaming standby of an {@link OwnServer}. Asynchronous: what the primary has acknowledged may be missing here. */
public final class StandbyServer implements AutoCloseable {

    private final OwnServer server;

    private StandbyServer(OwnServer server) {
        this.server = server;
    }

    public static StandbyServer of(OwnServer primary) {
        return of(primary, primary.port());
    }

    /** @param through the port of a proxy in front of the primary, which can keep the last changes from arriving */
    public static StandbyServer of(OwnServer primary, int through) {
        try (Backup backup = primary.backUp()) {
            Path data = backup.unpack();
            Files.createFile(data.resolve("standby.signal"));
            return new StandbyServer(new OwnServer(
                    data,
                    "ready to accept read-only connections",
                    List.of(
                            "primary_conninfo=host=127.0.0.1 port=" + through + " user=postgres",
                            "wal_receiver_status_interval=1s",
                            "wal_retrieve_retry_interval=100ms")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For connections, restarts and kills. */
    public OwnServer server() {
        return server;
    }

    /** Waits until it shows all that the primary has committed by now. */
    public void catchUpWith(OwnServer primary) {
        String lsn = String.valueOf(primary.value("postgres", "select pg_current_wal_lsn()"));
        awaitTrue("pg_last_wal_replay_lsn() >= '" + lsn + "'");
    }

    /** From now on shows nothing new, though it still receives it. */
    public void pauseReplay() {
        server.execute("postgres", "select pg_wal_replay_pause()");
        awaitTrue("pg_get_wal_replay_pause_state() = 'paused'");
    }

    public void resumeReplay() {
        server.execute("postgres", "select pg_wal_replay_resume()");
    }

    /** Makes it a primary, with what it has received so far. */
    public void promote() {
        awaitTrue("pg_promote(true, 60)");
    }

    private void awaitTrue(String condition) {
        for (int attempt = 0; attempt < 6_000; attempt++) {
            Object holds = server.value("postgres", "select " + condition + " from pg_sleep(0.01)");
            if (Boolean.TRUE.equals(holds)) {
                return;
            }
        }
        throw new IllegalStateException(
                "Standby on port " + server.port() + ": not within 60 s: " + condition + ".\n" + server.log());
    }

    @Override
    public void close() {
        server.close();
    }
}
