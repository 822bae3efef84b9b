package io.readside.benchmarks.contender;

import io.readside.benchmarks.database.Database;
import io.readside.testkit.orders.OrderEvent;
import java.sql.SQLException;

/** Keeps {@code order_summary} off a log of its own kind. */
public interface Contender {

    String name();

    /** Whether it leaves rows that can be checked. */
    default boolean hasRows() {
        return true;
    }

    /** Makes what it needs in an empty read store, before the clock starts. */
    void createStore(Database store) throws SQLException;

    /** Makes an empty log, before the clock starts. */
    void createLog(Database log) throws SQLException;

    /** Copies the first events of {@code readside.log}, in the same database, into the log of its own kind. */
    void fillLog(Database log, long events) throws SQLException;

    /** Has appends tell the follower, where that is not so already and it takes a change of the log. */
    default void announceAppends(Database log) throws SQLException {}

    /**
     * Begins to replay from zero, and follows the head of the log then.
     *
     * @param readModel name of the rows' table, as created by {@link #createStore} or {@link #createGreen}
     * @param upTo it may end there; the log may be longer
     */
    Following follow(Database log, Database store, String readModel, long upTo) throws Exception;

    /**
     * Writers in a process without a follower.
     *
     * @param threads how many there will be
     */
    Writers writers(Database log, int threads) throws SQLException;

    /** Makes a second, empty read model for {@link #follow}: the rebuild that a team does by hand. */
    default void createGreen(Database store, String readModel) throws SQLException {
        throw new UnsupportedOperationException(name() + " has no second read model.");
    }

    /** The number of the newest event. */
    default long head(Database log) throws SQLException {
        throw new UnsupportedOperationException(name() + " is not asked for its head.");
    }

    /**
     * Builds the read model anew beside the live one. Returns once green is at the head, indexed and analyzed.
     *
     * @param live the worker that {@link #follow} has begun
     * @return where the rows are
     */
    default String rebuild(Following live, Database log, Database store) throws Exception {
        String green = "order_summary_green";
        createGreen(store, green);
        try (Following worker = follow(log, store, green, Long.MAX_VALUE)) {
            worker.awaitApplied(head(log));
        }
        store.run("analyze " + green);
        return green;
    }

    /** A worker at work. */
    interface Following extends AutoCloseable {

        /** Returns once this event and all before it are in the committed rows. */
        void awaitApplied(long number) throws Exception;

        /** A writer for one thread in the follower's process: what the two can share they share. */
        default Appender appender() throws SQLException {
            throw new UnsupportedOperationException("Nobody appends beside this one.");
        }

        @Override
        void close() throws Exception;
    }

    /** What the writers of one application share. */
    interface Writers extends AutoCloseable {

        /** A writer for one thread. */
        Appender next() throws SQLException;

        @Override
        default void close() {}
    }

    /** Appends one event in a transaction of its own. */
    interface Appender extends AutoCloseable {

        /**
         * Returns after the commit.
         *
         * @param streamVersion which the event is to have; any other in its stream is a failure
         */
        void append(String orderId, int streamVersion, OrderEvent event) throws Exception;

        @Override
        void close() throws SQLException;
    }
}
