package io.readside.postgres.honesty;

import io.readside.event.EventStream;
import io.readside.event.VersionToken;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.ExpectedVersion;
import io.readside.postgres.honesty.Note.Hummed;
import io.readside.postgres.honesty.Note.Misnoted;
import io.readside.postgres.honesty.Note.Noted;
import io.readside.postgres.support.FreshDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** Writes what is for the read models and what is not, at once or in transactions that stay open. */
final class Writer {

    private static final String APPEND = "select position from readside.append(?, null, ?::jsonb)";

    private final EventLog log;
    private final FreshDatabase database;

    Writer(EventLog log, FreshDatabase database) {
        this.log = log;
        this.database = database;
    }

    VersionToken note(String key) {
        return append(Note.EVENTS.stream(key), new Noted(key));
    }

    /** What cannot be applied before this flaw is mended. */
    VersionToken misnote(String key, int flaw) {
        return append(Note.EVENTS.stream(key), new Misnoted(key, flaw));
    }

    /** What is not for the read models. */
    VersionToken hum(String tune) {
        return append(Note.ASIDE.stream(tune), new Hummed(tune));
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // they are only read
    private <E> VersionToken append(EventStream<E> stream, E... payloads) {
        return log.append(stream.name(), ExpectedVersion.any(), stream.encode(payloads, UUID::randomUUID))
                .token();
    }

    /** A transaction that has its positions before it commits: what is written meanwhile has higher ones. */
    Open open() throws SQLException {
        return new Open(database.dataSource().getConnection());
    }

    static final class Open implements AutoCloseable {

        private final Connection connection;

        private Open(Connection connection) throws SQLException {
            this.connection = connection;
            connection.setAutoCommit(false);
        }

        /** @return good once it is committed */
        VersionToken note(String key) throws SQLException {
            return append("note-" + key, "Noted", "{\"key\":\"" + key + "\"}");
        }

        /** @return good once it is committed */
        VersionToken hum(String tune) throws SQLException {
            return append("aside-" + tune, "Hummed", "{\"tune\":\"" + tune + "\"}");
        }

        private VersionToken append(String stream, String type, String data) throws SQLException {
            try (PreparedStatement append = connection.prepareStatement(APPEND)) {
                append.setString(1, stream);
                append.setString(2, "[{\"type\":\"" + type + "\",\"data\":" + data + "}]");
                try (ResultSet row = append.executeQuery()) {
                    row.next();
                    return VersionToken.parse(row.getString(1));
                }
            }
        }

        void commit() throws SQLException {
            connection.commit();
        }

        void rollBack() throws SQLException {
            connection.rollback();
        }

        @Override
        public void close() throws SQLException {
            connection.rollback();
            connection.setAutoCommit(true);
            connection.close();
        }
    }
}
