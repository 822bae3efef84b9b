package io.readside.postgres;

import static io.readside.postgres.PhysicalTable.quoted;

import io.readside.projection.Change.Upsert;
import io.readside.projection.Column;
import io.readside.projection.Projection;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.ByteConverter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Inserts rows by COPY, in its binary form: the server parses nothing and plans nothing. Only for rows whose keys have none. Where
 * the server or the pool does not let it happen (row security, a connection that hides the driver's), it is not used.
 */
final class RowCopy {

    private static final Logger LOG = LoggerFactory.getLogger(RowCopy.class);
    private static final String COPY = Sql.statement("readstore/copy");

    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};
    private static final int BUFFER = 1 << 16;

    private final String table;
    private final List<Column> columns;
    private final String copy;
    private @Nullable Boolean possible;

    RowCopy(Projection<?> projection, PhysicalTable physical) {
        table = physical.table();
        columns = projection.shape().columns();
        copy = COPY.replace("{table}", table)
                .replace(
                        "{columns}",
                        columns.stream().map(column -> quoted(column.name())).collect(Collectors.joining(", ")));
    }

    /** Tried once, with no rows: a refusal in the midst of a batch would cost the batch. */
    boolean isPossible(Database database) {
        if (possible == null) {
            possible = database.alone("Try to copy rows", StoreFailures::onRead, connection -> {
                if (!connection.isWrapperFor(PGConnection.class)) {
                    return false;
                }
                try {
                    insert(connection, List.of());
                    return true;
                } catch (SQLException e) {
                    if (StoreFailures.isPassing(e)) {
                        throw e;
                    }
                    LOG.info("Rows are not copied into {} but inserted: {}", table, StoreFailures.describe(e));
                    return false;
                }
            });
        }
        return possible;
    }

    void insert(Connection connection, List<Upsert> rows) throws SQLException {
        CopyIn in = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy);
        try {
            Rows written = new Rows(in);
            for (Upsert row : rows) {
                written.add(row);
            }
            written.end();
        } finally {
            if (in.isActive()) {
                in.cancelCopy(); // a value that PostgreSQL has no place for
            }
        }
    }

    /** The form of a row is in the chapter on COPY of PostgreSQL's manual, that of a value in its type's receive function. */
    private final class Rows {

        private final CopyIn in;
        private byte[] buffer = new byte[BUFFER];
        private int length;

        Rows(CopyIn in) {
            this.in = in;
            put(SIGNATURE);
            putInt(0); // flags
            putInt(0); // no extension of the header
        }

        void add(Upsert upsert) throws SQLException {
            List<@Nullable Object> values = upsert.row().values();
            putShort(columns.size() + 1);
            for (int i = 0; i < columns.size(); i++) {
                put(columns.get(i), values.get(i));
            }
            putInt(Long.BYTES);
            putLong(upsert.lastApplied().value());
            if (length > BUFFER / 2) {
                flush();
            }
        }

        void end() throws SQLException {
            putShort(-1);
            flush();
            in.endCopy();
        }

        private void flush() throws SQLException {
            in.writeToCopy(buffer, 0, length);
            length = 0;
        }

        private void put(Column column, @Nullable Object value) {
            if (value == null) {
                putInt(-1);
                return;
            }
            switch (column.type()) {
                case TEXT -> putSized((String) value);
                case BOOLEAN -> {
                    putInt(1);
                    putByte((Boolean) value ? 1 : 0);
                }
                case SMALLINT -> {
                    putInt(Short.BYTES);
                    putShort((Short) value);
                }
                case INTEGER -> {
                    putInt(Integer.BYTES);
                    putInt((Integer) value);
                }
                case BIGINT -> {
                    putInt(Long.BYTES);
                    putLong((Long) value);
                }
                case REAL -> {
                    putInt(Float.BYTES);
                    putInt(Float.floatToIntBits((Float) value));
                }
                case DOUBLE -> {
                    putInt(Double.BYTES);
                    putLong(Double.doubleToLongBits((Double) value));
                }
                case NUMERIC -> putSized(ByteConverter.numeric((BigDecimal) value));
                case UUID -> {
                    putInt(2 * Long.BYTES);
                    putLong(((UUID) value).getMostSignificantBits());
                    putLong(((UUID) value).getLeastSignificantBits());
                }
                case TIMESTAMP -> {
                    putInt(Long.BYTES);
                    putLong(ColumnSql.microsSince2000(column, (Instant) value));
                }
                case DATE -> {
                    putInt(Integer.BYTES);
                    putInt(ColumnSql.daysSince2000(column, (LocalDate) value));
                }
                case JSON -> {
                    byte[] text = ((String) value).getBytes(StandardCharsets.UTF_8);
                    putInt(text.length + 1);
                    putByte(1); // the version of this form
                    put(text);
                }
            }
        }

        /** Most text is ASCII, and needs no array of its own. */
        private void putSized(String text) {
            int start = length;
            putInt(text.length());
            int at = grow(text.length());
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c >= 0x80) {
                    length = start;
                    putSized(text.getBytes(StandardCharsets.UTF_8));
                    return;
                }
                buffer[at + i] = (byte) c;
            }
        }

        private void putSized(byte[] bytes) {
            putInt(bytes.length);
            put(bytes);
        }

        private void put(byte[] bytes) {
            int at = grow(bytes.length);
            System.arraycopy(bytes, 0, buffer, at, bytes.length);
        }

        private void putByte(int value) {
            int at = grow(1);
            buffer[at] = (byte) value;
        }

        private void putShort(int value) {
            int at = grow(Short.BYTES);
            ByteConverter.int2(buffer, at, value);
        }

        private void putInt(int value) {
            int at = grow(Integer.BYTES);
            ByteConverter.int4(buffer, at, value);
        }

        private void putLong(long value) {
            int at = grow(Long.BYTES);
            ByteConverter.int8(buffer, at, value);
        }

        /** Makes room. @return where it begins */
        private int grow(int bytes) {
            int at = length;
            length += bytes;
            if (length > buffer.length) {
                buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, length));
            }
            return at;
        }
    }
}
