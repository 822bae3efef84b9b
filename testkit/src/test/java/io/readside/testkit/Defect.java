package io.readside.testkit;

import java.util.List;

/**
 * What a contract is there to catch.
 *
 * @param <T> what the contract is for
 * @param planted honest but for one thing
 * @param caughtBy tests of the contract that fail by it; others may
 */
record Defect<T>(Class<? extends T> planted, List<String> caughtBy) {

    static <T> Defect<T> caught(Class<? extends T> planted, String... by) {
        return new Defect<>(planted, List.of(by));
    }

    @Override
    public String toString() {
        return planted.getSimpleName();
    }
}
