package io.readside.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A list the other way round. */
final class Backwards {

    private Backwards() {}

    static <T> List<T> of(List<T> list) {
        List<T> reversed = new ArrayList<>(list);
        Collections.reverse(reversed);
        return reversed;
    }
}
