package io.readside.postgres.campaign;

import io.readside.testkit.orders.OrderHistory;

/** Where the random numbers of a test come from. */
final class Seeds {

    private Seeds() {}

    /** A new seed, which is printed; or the one that the system property asks for. */
    static long next() {
        long seed = Long.getLong(OrderHistory.SEED_PROPERTY, System.nanoTime());
        System.out.println("seed " + seed + " (again with -D" + OrderHistory.SEED_PROPERTY + "=" + seed + ")");
        return seed;
    }
}
