package io.readside.postgres.honesty;

import io.readside.postgres.support.Intercepted;
import io.readside.readstore.Applier;
import io.readside.readstore.GenerationId;
import io.readside.readstore.ReadStore;
import java.util.function.Predicate;

/** Holds batches back in front of a read store. */
final class Valve {

    private static final Predicate<GenerationId> NONE = generation -> false;

    private Predicate<GenerationId> held = NONE;

    ReadStore around(ReadStore real) {
        return Intercepted.around(
                ReadStore.class,
                real,
                (method, arguments, call) -> method.getName().equals("applier")
                        ? around((Applier) call.run(), (GenerationId) arguments[1])
                        : call.run());
    }

    private Applier around(Applier real, GenerationId generation) {
        return Intercepted.around(Applier.class, real, (method, arguments, call) -> {
            if (method.getName().equals("apply")) {
                pass(generation);
            }
            return call.run();
        });
    }

    synchronized void close(Predicate<GenerationId> of) {
        held = of;
    }

    synchronized void open() {
        held = NONE;
        notifyAll();
    }

    private synchronized void pass(GenerationId generation) throws InterruptedException {
        while (held.test(generation)) {
            wait();
        }
    }
}
