package io.readside.event;

import java.util.ArrayList;
import java.util.List;

/** The concrete classes that a sealed type permits. */
final class SealedTypes {

    private SealedTypes() {}

    /** Empty if {@code root} is not sealed. */
    static List<Class<?>> leaves(Class<?> root) {
        List<Class<?>> leaves = new ArrayList<>();
        if (root.isSealed()) {
            for (Class<?> permitted : root.getPermittedSubclasses()) {
                leaves.addAll(permitted.isSealed() ? leaves(permitted) : List.of(permitted));
            }
        }
        return leaves;
    }
}
