package io.readside.cli;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;

/**
 * Appends parts of a file, each in a transaction of its own.
 *
 * <ol>
 *   <li>Look which ids are in the log already, and what the last versions of the streams are.
 *   <li>Leave out what is there, number the rest.
 *   <li>Send it as one COPY. The unique indexes refuse it if another writer was first; then all of it is undone.
 *   <li>Look whether the positions that were given out are protected. Commit.
 * </ol>
 *
 * <p>A log that was empty is not looked at until the indexes say that somebody else is there, or that the file repeats itself.
 */
final class ImportSession implements AutoCloseable {

    private static final int STREAMS_REMEMBERED = 100_000;

    /** Unique violation, serialization failure, deadlock. */
    private static final Set<String> ANOTHER_WRITER = Set.of("23505", "40001", "40P01");

    private final Connection connection;
    private final CopyManager copies;
    private final ImportLooks looks;
    private final Map<String, Long> lastVersions = new RecentVersions();
    private boolean alone;

    ImportSession(Database log) throws SQLException {
        this.connection = log.dataSource().getConnection();
        this.copies = connection.unwrap(PGConnection.class).getCopyAPI();
        this.looks = new ImportLooks(connection);
        try (Statement session = connection.createStatement()) {
            session.execute(Sql.IMPORT_SESSION);
        }
        this.alone = looks.empty();
        this.connection.setAutoCommit(false);
        this.connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    }

    /** Of the streams that were appended to last. */
    private static final class RecentVersions extends LinkedHashMap<String, Long> {

        private static final long serialVersionUID = 1L;

        RecentVersions() {
            super(1024, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > STREAMS_REMEMBERED;
        }
    }

    /** The id of an event is in the log already, for another event. */
    static final class IdTaken extends Exception {

        private static final long serialVersionUID = 1L;

        private final int index;

        private IdTaken(int index) {
            super("the id of event " + index);
            this.index = index;
        }

        int index() {
            return index;
        }
    }

    /**
     * Appends those events that are not there yet, all or none.
     *
     * @param from the first one of the batch
     * @param to the one after the last
     * @return how many; -1 if another writer was at the same streams or ids: nothing was appended
     * @throws IdTaken nothing was appended
     */
    int append(ImportBatch batch, int from, int to) throws SQLException, IdTaken {
        try {
            int[] fresh = alone ? IntStream.range(from, to).toArray() : look(batch, from, to);
            if (fresh.length > 0) {
                copy(batch, fresh);
            }
            connection.commit();
            return fresh.length;
        } catch (SQLException e) {
            if (!ANOTHER_WRITER.contains(String.valueOf(e.getSQLState()))) {
                throw e;
            }
            connection.rollback();
            lastVersions.clear();
            alone = false;
            return -1;
        } catch (IdTaken | Trouble e) {
            connection.rollback();
            throw e;
        }
    }

    /** Finds the events that are not there yet, and learns the last versions of their streams. */
    private int[] look(ImportBatch batch, int from, int to) throws SQLException, IdTaken {
        Set<UUID> known = looks.known(batch.events(IntStream.range(from, to).toArray()));
        int[] fresh = IntStream.range(from, to)
                .filter(i -> !known.contains(batch.event(i).id()))
                .toArray();
        if (fresh.length < to - from) {
            int[] there = IntStream.range(from, to)
                    .filter(i -> known.contains(batch.event(i).id()))
                    .toArray();
            OptionalInt differing = looks.differing(batch.events(there));
            if (differing.isPresent()) {
                throw new IdTaken(there[differing.getAsInt()]);
            }
        }
        Set<String> unknown = batch.events(fresh).stream()
                .map(event -> event.stream().value())
                .filter(stream -> !lastVersions.containsKey(stream))
                .collect(Collectors.toSet());
        lastVersions.putAll(looks.lastVersions(unknown));
        return fresh;
    }

    private void copy(ImportBatch batch, int[] fresh) throws SQLException {
        EventLine first = batch.event(fresh[0]);
        long firstVersion = lastVersions.getOrDefault(first.stream().value(), -1L) + 1;
        Instant now = IntStream.of(fresh).allMatch(i -> batch.event(i).time() != null) ? Instant.EPOCH : looks.now();
        for (int i : fresh) {
            String stream = batch.event(i).stream().value();
            batch.complete(i, lastVersions.merge(stream, 0L, (last, none) -> last + 1), now);
        }
        CopyIn copy = copies.copyIn(Sql.IMPORT_COPY);
        try {
            batch.copy(fresh, copy);
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
        OptionalLong unprotected = looks.unprotected(first, firstVersion);
        if (unprotected.isPresent()) {
            throw new Trouble(
                    "Position " + unprotected.getAsLong() + " is not protected by the lock of trigger"
                            + " readside.lock_append. Readers could miss it, so the lines from it on were not appended.",
                    "Enable the trigger (alter table readside.log enable always trigger lock_append), set the cache of"
                            + " sequence readside.log_position to 1, then run the command again.");
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
