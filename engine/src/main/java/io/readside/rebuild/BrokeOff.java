package io.readside.rebuild;

import io.readside.readstore.StoreUnavailable;
import io.readside.readstore.SwapBlocked;
import io.readside.reconcile.ReconcileRefused;
import io.readside.worker.LeaseLost;
import java.io.Serial;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Some keys had been projected anew when the others could not be; the message tells how many. */
final class BrokeOff extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(BrokeOff.class);

    private BrokeOff(String message, RuntimeException cause) {
        super(message, cause);
    }

    /**
     * Says what had been done, in the failure or, where that is no end since what was asked is brought again, in the log.
     *
     * @param done keys that had been projected anew
     * @param of which keys these are some of, such as {@code the wrong keys}
     * @return what to throw
     */
    static RuntimeException after(long done, String of, RuntimeException failure) {
        if (done == 0) {
            return failure;
        }
        String sofar = done + " of " + of + " had been projected anew";
        if (failure instanceof StoreUnavailable || failure instanceof LeaseLost) {
            LOG.info("It broke off after {}, which stay so; the rest is tried again. {}", sofar, failure.getMessage());
            return failure;
        }
        return new BrokeOff(
                "It failed after " + sofar + "; these stay so. Ask again for the rest. " + words(failure), failure);
    }

    private static String words(RuntimeException failure) {
        boolean isForPeople = failure instanceof SwapBlocked || failure instanceof ReconcileRefused;
        return (isForPeople ? "" : failure.getClass().getSimpleName() + ": ") + failure.getMessage();
    }
}
