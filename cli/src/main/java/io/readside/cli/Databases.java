package io.readside.cli;

/** The read store's database and the log's, as often as not the same. */
record Databases(Database readStore, Database log) implements AutoCloseable {

    @Override
    public void close() {
        readStore.close();
        log.close();
    }
}
