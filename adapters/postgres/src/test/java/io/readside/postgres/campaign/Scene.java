package io.readside.postgres.campaign;

import com.zaxxer.hikari.HikariDataSource;
import io.readside.Readside;
import io.readside.event.VersionToken;
import io.readside.postgres.PostgresLog;
import io.readside.postgres.PostgresReadStore;
import io.readside.projection.Projection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A site with its workers; and past every proxy somebody who appends, a reader who waits, and those who judge. */
final class Scene implements AutoCloseable {

    /** Longest time that workers get to catch up once a fault is over, whatever else the machine does. */
    static final Duration PATIENCE = Duration.ofSeconds(40);

    /** More than any scene needs: they make some 6 000 events. */
    private static final int ORDERS = 1_600;

    private final Site site;
    private final List<Projection<?>> projections;
    private final List<Worker> workers = new ArrayList<>();
    private final HikariDataSource logPool;
    private final HikariDataSource storePool;
    private final PostgresLog log;
    private final Readside reader;
    private final History history;
    private final Observer observer;

    private Scene(Site site, long seed, Defect defect, List<Projection<?>> projections) {
        this.site = site;
        this.projections = projections;
        logPool = pool(site.log());
        storePool = pool(site.store());
        log = PostgresLog.of(defect.around(logPool));
        history = new History(log, seed, ORDERS);
        Readside.Builder reads = Readside.on(PostgresLog.of(logPool), PostgresReadStore.of(storePool));
        projections.forEach(reads::project);
        reader = reads.connect();
        observer = Observer.of(site);
    }

    private static HikariDataSource pool(Site.Place place) {
        return place.server().pool(place.database(), place.server().port(), 6);
    }

    static Scene of(Site site, long seed, List<Projection<?>> projections) {
        return new Scene(site, seed, Defect.NONE, projections);
    }

    /** @param inTheLog planted into the appending side as well */
    static Scene of(Site site, long seed, List<Projection<?>> projections, Defect inTheLog) {
        return new Scene(site, seed, inTheLog, projections);
    }

    Worker start(Worker.Plan plan) {
        return start(plan, projections);
    }

    /** @param only what this process feeds: some of the projections, or one of them as another release declares it */
    Worker start(Worker.Plan plan, List<Projection<?>> only) {
        Worker worker = plan.of(only).start(site);
        workers.add(worker);
        return worker;
    }

    Site site() {
        return site;
    }

    History history() {
        return history;
    }

    VersionToken append(int events) {
        return history.append(events);
    }

    Observer observer() {
        return observer;
    }

    /** The fault is over for a worker: it, or another one, must catch up, and all must be right. */
    Verdict settle(Worker worker) {
        return settle(worker, PATIENCE);
    }

    Verdict settle(Worker worker, Duration atMost) {
        worker.network().heal();
        awaitCaughtUp(atMost);
        Verdict verdict = judge();
        observer.require();
        return verdict.require();
    }

    /** Waits until all that was acknowledged has been applied, by whichever worker. */
    void awaitCaughtUp(Duration atMost) {
        Waiting.awaitCaughtUp(reader, projections, history.token(), atMost);
    }

    Verdict judge() {
        return new Oracle(site, projections).judge();
    }

    @Override
    public void close() {
        workers.forEach(worker -> worker.network().heal());
        workers.forEach(Worker::close);
        observer.close();
        reader.close();
        log.close();
        logPool.close();
        storePool.close();
    }
}
