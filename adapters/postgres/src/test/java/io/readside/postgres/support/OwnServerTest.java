package io.readside.postgres.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.testkit.faults.TcpProxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OwnServerTest {

    private OwnServer server;

    @BeforeEach
    void start() {
        server = OwnServer.start("work_mem=5MB");
        server.execute("postgres", "create table kept (id int primary key)");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void it_runs_with_fsync_and_with_the_settings_it_was_given() {
        assertThat(server.value("postgres", "show fsync")).isEqualTo("on");
        assertThat(server.value("postgres", "show work_mem")).isEqualTo("5MB");
    }

    @Test
    void a_kill_loses_what_was_open_and_keeps_what_was_committed() throws SQLException {
        insert(1);
        try (Connection open = server.connect("postgres");
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute("insert into kept values (2)");

            server.kill();

            assertThatThrownBy(open::commit).isInstanceOf(SQLException.class);
        } catch (SQLException closedByTheKill) {
            // the connection has nothing to roll back any more
        }
        server.startAgain();
        assertThat(kept(server)).isEqualTo("1");
    }

    @Test
    void it_stops_fast_and_at_once_and_starts_again_on_its_port() {
        int port = server.port();
        insert(1);
        server.stopFast();
        server.startAgain();
        insert(2);
        server.stopImmediately();
        server.startAgain();

        assertThat(kept(server)).isEqualTo("1,2");
        assertThat(server.port()).isEqualTo(port);
    }

    @Test
    void a_backup_taken_while_it_runs_holds_what_was_committed_before() {
        insert(1);
        try (Backup backup = server.backUp()) {
            insert(2);

            try (OwnServer copy = OwnServer.restore(backup)) {
                assertThat(kept(copy)).isEqualTo("1");
                assertThat(kept(server)).isEqualTo("1,2");
            }
            server.becomes(backup);
            assertThat(kept(server)).isEqualTo("1");
        }
    }

    @Test
    void a_standby_follows_stands_still_and_follows_again() {
        insert(1);
        try (StandbyServer standby = StandbyServer.of(server)) {
            insert(2);
            standby.catchUpWith(server);
            assertThat(kept(standby.server())).isEqualTo("1,2");

            standby.pauseReplay();
            insert(3);
            assertThat(kept(standby.server())).isEqualTo("1,2");

            standby.resumeReplay();
            standby.catchUpWith(server);
            assertThat(kept(standby.server())).isEqualTo("1,2,3");
        }
    }

    @Test
    void a_standby_that_is_promoted_lacks_what_did_not_reach_it() {
        try (TcpProxy replication = TcpProxy.to(server.port());
                StandbyServer standby = StandbyServer.of(server, replication.port())) {
            insert(1);
            standby.catchUpWith(server);

            replication.blackHole();
            insert(2);
            server.kill();
            standby.promote();

            standby.server().execute("postgres", "insert into kept values (3)");
            assertThat(kept(standby.server())).isEqualTo("1,3");
        }
    }

    private void insert(int id) {
        server.execute("postgres", "insert into kept values (" + id + ")");
    }

    private static Object kept(OwnServer server) {
        return server.value("postgres", "select string_agg(id::text, ',' order by id) from kept");
    }
}
