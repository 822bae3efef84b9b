package io.readside.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.examples.orders.Api.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The demonstration and its PostgreSQL are killed under load: nothing that was acknowledged is lost, nothing is done twice. */
class CrashTest {

    private static final int ROUNDS = Integer.getInteger("readside.crash.rounds", 3);
    private static final int CLIENTS = 3;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    private final long seed = Long.getLong("readside.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<Reply> acknowledged = new ArrayList<>();

    @Test
    @Timeout(600)
    void kills_lose_nothing_that_was_acknowledged() throws IOException {
        System.out.println("seed " + seed + " (repeat with -Dreadside.seed=" + seed + ")");
        DemoProcess demo = DemoProcess.ready(folder, "--port", "0");
        try {
            for (int round = 1; round <= ROUNDS; round++) {
                boolean postgresDies = round == 1 || random.nextBoolean();
                boolean demoDies = round == 2 || !postgresDies;
                System.out.println(
                        "round " + round + " kills" + (postgresDies ? " postgres" : "") + (demoDies ? " demo" : ""));
                killUnderLoad(demo, postgresDies, demoDies);
                if (demoDies) {
                    demo = DemoProcess.ready(folder, "--port", "0");
                }
            }
            JdbcTemplate jdbc = new JdbcTemplate(new DriverManagerDataSource(demo.jdbcUrl()));
            for (Reply reply : acknowledged) {
                assertThat(jdbc.queryForList(
                                "select stream from readside.events where position = ?", String.class, reply.version()))
                        .containsExactly("order-" + reply.orderId());
            }
            assertThat(acknowledged).isNotEmpty();
            Replay.assertEqualToTheReadModels(jdbc);
            assertThat(demo.terminate()).isZero();
        } finally {
            demo.close();
        }
    }

    private void killUnderLoad(DemoProcess demo, boolean postgresDies, boolean demoDies) throws IOException {
        CountDownLatch underLoad = new CountDownLatch(20 + random.nextInt(100));
        AtomicBoolean dead = new AtomicBoolean();
        AtomicBoolean killed = new AtomicBoolean();
        List<Load> loads = new ArrayList<>();
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Load load = new Load(demo.api(), new Random(random.nextLong()));
            loads.add(load);
            clients.add(CompletableFuture.runAsync(
                    () -> {
                        boolean answered = true;
                        while (!dead.get() && !(killed.get() && answered && backAgain(load))) {
                            answered = load.step();
                            underLoad.countDown();
                        }
                    },
                    task -> new Thread(task, "client").start()));
        }
        await(underLoad);
        if (postgresDies) {
            demo.postgres().destroyForcibly();
        }
        if (demoDies) {
            demo.kill();
            dead.set(true);
        }
        killed.set(true);
        clients.forEach(CompletableFuture::join);
        loads.forEach(load -> acknowledged.addAll(load.acknowledged()));
    }

    /** A client goes on until the killed server has answered it again. */
    private static boolean backAgain(Load load) {
        int before = load.acknowledged().size();
        load.step();
        return load.acknowledged().size() > before;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
