package io.readside.postgres.campaign;

import io.readside.event.Checkpoint;
import io.readside.postgres.PostgresReadStore;
import io.readside.postgres.support.Intercepted;
import io.readside.projection.Projection;
import io.readside.projection.ReadModel;
import io.readside.readstore.Applier;
import io.readside.readstore.ApplyFailed;
import io.readside.readstore.Batch;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.ReadStore;
import io.readside.readstore.Reads;
import io.readside.readstore.Snapshot;
import io.readside.readstore.StoreUnavailable;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import javax.sql.DataSource;

/** Mistakes that an engine could make with what its read store answers. */
final class StoreDefects {

    private StoreDefects() {}

    /** What a process has applied once it takes for applied, wherever the store's checkpoint has gone. */
    static Defect checkpointNeverGoesBack() {
        Defect fromBelow = Defects.comparing("and position <= ?");
        return new Defect() {
            @Override
            public DataSource around(DataSource real) {
                return fromBelow.around(real);
            }

            @Override
            public ReadStore around(ReadStore real, DataSource dataSource) {
                return onAppliers(real, (applier, projection, id) -> remembering(applier));
            }
        };
    }

    private static Applier remembering(Applier real) {
        AtomicReference<Checkpoint> last = new AtomicReference<>(Checkpoint.ZERO);
        return Intercepted.around(Applier.class, real, (method, arguments, call) -> {
            Object answer = call.run();
            if (method.getName().equals("apply")) {
                last.set(((Batch) arguments[0]).to());
            }
            return answer instanceof Generation now ? notBelow(last.get(), now) : answer;
        });
    }

    private static Generation notBelow(Checkpoint last, Generation now) {
        return last.position().isAfter(now.checkpoint().position())
                ? new Generation(
                        now.id(),
                        now.role(),
                        now.version(),
                        now.level(),
                        now.epoch(),
                        last,
                        now.state(),
                        now.parkedKeys(),
                        now.meeting(),
                        now.shown())
                : now;
    }

    /** A batch whose outcome is unknown is made again at once. */
    static Defect blindRetry() {
        return new Defect() {
            @Override
            public ReadStore around(ReadStore real, DataSource dataSource) {
                PostgresReadStore blind =
                        PostgresReadStore.of(Defects.noCompareAndSet().around(dataSource));
                return onAppliers(
                        real,
                        (applier, projection, id) -> onApply(applier, (batch, apply) -> {
                            try {
                                apply.run();
                            } catch (StoreUnavailable unknownOutcome) {
                                blind.applier(projection, id).apply(batch);
                            }
                        }));
            }
        };
    }

    /** A failure is taken for a batch that somebody else has applied. */
    static Defect passingOver(Predicate<RuntimeException> failure) {
        return new Defect() {
            @Override
            public ReadStore around(ReadStore real, DataSource dataSource) {
                return onAppliers(
                        real,
                        (applier, projection, id) -> onApply(applier, (batch, apply) -> {
                            try {
                                apply.run();
                            } catch (RuntimeException e) {
                                if (!failure.test(e)) {
                                    throw e;
                                }
                                applier.apply(new Batch(batch.epoch(), batch.from(), batch.to(), List.of(), List.of()));
                            }
                        }));
            }
        };
    }

    /** An outage is taken for a change that the store refuses for good. */
    static Defect outageTakenForPoison(Predicate<RuntimeException> outage) {
        return new Defect() {
            @Override
            public ReadStore around(ReadStore real, DataSource dataSource) {
                return onAppliers(
                        real,
                        (applier, projection, id) -> onApply(applier, (batch, apply) -> {
                            try {
                                apply.run();
                            } catch (RuntimeException e) {
                                throw outage.test(e) ? new ApplyFailed(ApplyFailed.Cause.CHANGE, "planted", e) : e;
                            }
                        }));
            }
        };
    }

    static Predicate<RuntimeException> sqlState(String state) {
        return e -> e.getCause() instanceof SQLException cause && state.equals(cause.getSQLState());
    }

    /** Rows come from where reads go, and the checkpoint that vouches for them from the primary. */
    static Defect checkpointOfThePrimary() {
        return new Defect() {
            @Override
            public ReadStore around(ReadStore real, DataSource primary) {
                Reads vouching = PostgresReadStore.of(primary).reads();
                Reads reads = Intercepted.around(Reads.class, real.reads(), (method, arguments, call) -> {
                    Object answer = call.run();
                    return answer instanceof Snapshot<?> snapshot
                            ? new Snapshot<>(
                                    vouching.serving((ReadModel) arguments[0]), snapshot.value(), snapshot.parked())
                            : answer;
                });
                return Intercepted.around(
                        ReadStore.class,
                        real,
                        (method, arguments, call) -> method.getName().equals("reads") ? reads : call.run());
            }
        };
    }

    private interface ApplierDefect {
        Applier around(Applier real, Projection<?> projection, GenerationId id);
    }

    private static ReadStore onAppliers(ReadStore real, ApplierDefect defect) {
        return Intercepted.around(
                ReadStore.class,
                real,
                (method, arguments, call) -> method.getName().equals("applier")
                        ? defect.around((Applier) call.run(), (Projection<?>) arguments[0], (GenerationId) arguments[1])
                        : call.run());
    }

    private interface ApplyDefect {
        void apply(Batch batch, Runnable real);
    }

    private static Applier onApply(Applier real, ApplyDefect defect) {
        return Intercepted.around(Applier.class, real, (method, arguments, call) -> {
            if (!method.getName().equals("apply")) {
                return call.run();
            }
            Batch batch = (Batch) arguments[0];
            defect.apply(batch, () -> real.apply(batch));
            return null;
        });
    }
}
