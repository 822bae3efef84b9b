package io.readside.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.UUID;

/**
 * Finds ids that stand twice in a file for different events, in memory that does not grow with it.
 *
 * <ol>
 *   <li>Each line's id, digest and number go to a temporary file, 32 bytes a line.
 *   <li>That file is read once for every {@value #SHARE} lines; each time, only the ids of one share are looked at, in a
 *       hash table.
 * </ol>
 */
final class IdLedger implements AutoCloseable {

    private static final int SHARE = 1 << 19;
    private static final int RECORD_BYTES = 4 * Long.BYTES;

    private final FileChannel file;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096 * RECORD_BYTES);
    private long lines;

    IdLedger() throws IOException {
        this.file = TemporaryFile.create();
    }

    void add(UUID id, long digest, long line) throws IOException {
        if (!buffer.hasRemaining()) {
            write();
        }
        buffer.putLong(id.getMostSignificantBits());
        buffer.putLong(id.getLeastSignificantBits());
        buffer.putLong(digest);
        buffer.putLong(line);
        lines++;
    }

    private void write() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
        buffer.clear();
    }

    /** Adds every line whose id stands for another event on an earlier one. Ends the ledger's life. */
    void findConflicts(BadLines bad) throws IOException {
        write();
        int shares = (int) ((lines + SHARE - 1) / SHARE);
        for (int share = 0; share < shares; share++) {
            findConflicts(bad, share, shares);
        }
    }

    private void findConflicts(BadLines bad, int share, int shares) throws IOException {
        // shares differ in size by chance; the table has room for twice the average
        int slots = Integer.highestOneBit((int) Math.min(SHARE, lines)) * 4;
        Table table = new Table(slots);
        file.position(0);
        for (buffer.clear(); file.read(buffer) >= 0; buffer.compact()) {
            buffer.flip();
            while (buffer.remaining() >= RECORD_BYTES) {
                long high = buffer.getLong();
                long low = buffer.getLong();
                long digest = buffer.getLong();
                long line = buffer.getLong();
                long hash = hash(high, low);
                if (Long.remainderUnsigned(hash, shares) == share) {
                    long earlier = table.put(hash, high, low, digest, line);
                    if (earlier > 0) {
                        bad.add(
                                line,
                                "has the id " + new UUID(high, low) + " of line " + earlier
                                        + ", which is another event");
                    }
                }
            }
        }
        buffer.clear();
    }

    private static long hash(long high, long low) {
        long hash = (high ^ Long.rotateLeft(low, 32)) * 0x9e3779b97f4a7c15L;
        hash = (hash ^ (hash >>> 32)) * 0xd6e8feb86659fd93L;
        return hash ^ (hash >>> 32);
    }

    /** Open addressing; a slot is free while its line is 0. */
    private static final class Table {

        private final long[] records;
        private final int mask;

        Table(int slots) {
            this.records = new long[slots * 4];
            this.mask = slots - 1;
        }

        /** The line that has the id already, for another event; 0 if there is none. */
        long put(long hash, long high, long low, long digest, long line) {
            for (int slot = (int) (hash >>> 33) & mask; ; slot = (slot + 1) & mask) {
                int at = slot * 4;
                if (records[at + 3] == 0) {
                    records[at] = high;
                    records[at + 1] = low;
                    records[at + 2] = digest;
                    records[at + 3] = line;
                    return 0;
                }
                if (records[at] == high && records[at + 1] == low) {
                    return records[at + 2] == digest ? 0 : records[at + 3];
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
