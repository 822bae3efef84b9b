package io.readside.postgres.honesty;

import io.readside.Readside;
import io.readside.consistency.Answer;
import io.readside.consistency.ReadListener;
import io.readside.event.VersionToken;
import io.readside.eventlog.EventLog;
import io.readside.postgres.PostgresLog;
import io.readside.postgres.PostgresReadStore;
import io.readside.postgres.PostgresSchema;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.Intercepted;
import io.readside.postgres.support.PostgresServer;
import io.readside.projection.FoldProjection;
import io.readside.projection.ReadModel;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.ReadStore;
import io.readside.readstore.Reads;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Snapshot;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One database with two read models; readers in a process that feeds them and in one that does not. */
final class Scene implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Runnable NOTHING = () -> {};

    private final FreshDatabase database =
            PostgresServer.shared().create(PostgresSchema.LOG, PostgresSchema.READ_STORE);
    private final AtomicInteger mended = new AtomicInteger();
    private final FoldProjection<Note> notes = Note.projection("notes", mended);
    private final FoldProjection<Note> notices = Note.projection("notices", mended);
    private final Mistake mistake;
    private final Valve valve = new Valve();
    private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(NOTHING);
    private final BlockingQueue<Rebuild> moves = new LinkedBlockingQueue<>();
    private final AtomicLong freshAfterWaiting = new AtomicLong();
    private final PostgresLog log;
    private final Readside outside;
    private @Nullable Readside inside;

    private Scene(Mistake mistake) {
        this.mistake = mistake;
        this.log = PostgresLog.of(database.pool(8));
        this.outside = builder(PostgresLog.of(database.pool(4)), PostgresReadStore.of(database.pool(12)))
                .connect();
    }

    static Scene begin(Mistake mistake) {
        return new Scene(mistake);
    }

    private Readside.Builder builder(EventLog ofReaders, ReadStore store) {
        ReadListener counting = (models, told, waited) -> {
            if (told == ReadListener.Told.FRESH && waited.compareTo(Duration.ZERO) > 0) {
                freshAfterWaiting.incrementAndGet();
            }
        };
        return Readside.on(ofReaders, asRead(store))
                .project(notes)
                .project(notices)
                .leaseTerm(Duration.ofSeconds(1))
                .readListener(counting)
                .listener(mistake.ear())
                .rebuildListener(moves::add);
    }

    private ReadStore asRead(ReadStore real) {
        Reads reads = Intercepted.around(Reads.class, real.reads(), (method, arguments, call) -> {
            Object answer = call.run();
            if (answer instanceof Snapshot<?> snapshot) {
                meanwhile.getAndSet(NOTHING).run();
                return mistake.vouched(snapshot, models(arguments[0]), real);
            }
            return answer;
        });
        return Intercepted.around(
                ReadStore.class,
                real,
                (method, arguments, call) -> method.getName().equals("reads") ? reads : call.run());
    }

    private static List<? extends ReadModel> models(Object argument) {
        return argument instanceof List<?> several
                ? several.stream().map(ReadModel.class::cast).toList()
                : List.of((ReadModel) argument);
    }

    /** From now on a process is there whose own workers feed the read models when it is their turn. */
    Readside startInside() {
        PostgresLog real = PostgresLog.of(database.pool(8));
        inside = builder(
                        mistake.log(real, database.dataSource()), valve.around(PostgresReadStore.of(database.pool(24))))
                .start();
        return inside;
    }

    void stopInside() {
        if (inside != null) {
            inside.close();
        }
        inside = null;
    }

    FreshDatabase database() {
        return database;
    }

    /** A process that reads and does not feed. */
    Readside outside() {
        return outside;
    }

    /** One that does, if there is one. */
    Readside anywhere(boolean preferablyInside) {
        Readside found = inside;
        return preferablyInside && found != null ? found : outside;
    }

    List<FoldProjection<Note>> models() {
        return List.of(notes, notices);
    }

    FoldProjection<Note> notes() {
        return notes;
    }

    Writer writer() {
        return new Writer(log, database);
    }

    Valve valve() {
        return valve;
    }

    /** What happens between the next look of a reader and its answer. */
    void meanwhile(Runnable once) {
        meanwhile.set(once);
    }

    /** Whether what was set to happen has happened. */
    boolean hasHappened() {
        return meanwhile.get() == NOTHING;
    }

    /** What the gate is asked for, mistaken or not. */
    @Nullable
    VersionToken asked(@Nullable VersionToken token) {
        return mistake.asked(token, log);
    }

    VersionToken newest() {
        return log.newest();
    }

    long freshAfterWaiting() {
        return freshAfterWaiting.get();
    }

    /** @param flaw and all before it */
    void mend(int flaw) {
        mended.set(flaw);
    }

    /** Waits until a generation of a read model has applied all up to a token, by its own row. */
    void awaitApplied(FoldProjection<Note> model, int generation, VersionToken token) throws SQLException {
        String position = "select position from readside.generation where name = '" + model.name()
                + "' and generation = " + generation;
        await(
                model + " generation " + generation,
                () -> (long) database.value(position) >= token.position().value());
    }

    /** Waits until whatever generation serves of each read model is where the gate in SQL lets a token pass. */
    void awaitServed(VersionToken token) throws SQLException {
        for (FoldProjection<Note> model : models()) {
            String position = "select commit_pos from projection_checkpoint where name = '" + model.name() + "'";
            await(
                    model + " at " + token,
                    () -> (long) database.value(position) >= token.position().value());
        }
    }

    interface Condition {
        boolean holds() throws SQLException;
    }

    static void await(String what, Condition condition) throws SQLException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("Not within " + PATIENCE + ": " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    /** Does what an operator wants of the first read model. */
    void done(Act act) throws InterruptedException {
        done(notes, act);
    }

    void done(FoldProjection<Note> model, Act act) throws InterruptedException {
        Report report = outside.operations()
                .ask(model.name(), act, "the test", PATIENCE)
                .orElseThrow(() -> new AssertionError(act + " was not done within " + PATIENCE));
        if (!report.done()) {
            throw new AssertionError(act + ": " + report.message());
        }
    }

    void awaitRebuild(Rebuild.State state) throws InterruptedException {
        for (Rebuild now = null; now == null || now.state() != state; ) {
            now = moves.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (now == null) {
                throw new AssertionError("The rebuild did not come to " + state + " within " + PATIENCE);
            }
        }
    }

    /** Waits until an answer without a mistake knows of a token. */
    void awaitFresh(VersionToken token) {
        try (PostgresLog ofItsOwn = PostgresLog.of(database.pool(3));
                Readside sound = Readside.on(ofItsOwn, PostgresReadStore.of(database.pool(3)))
                        .project(notes)
                        .connect()) {
            Answer<?> answer = sound.read(notes).after(token).within(PATIENCE).rows(1);
            if (!(answer instanceof Answer.Fresh)) {
                throw new AssertionError(notes + " has not come to " + token + ": " + answer);
            }
        }
    }

    @Override
    public void close() {
        valve.open();
        stopInside();
        outside.close();
        log.close();
        database.close();
    }
}
