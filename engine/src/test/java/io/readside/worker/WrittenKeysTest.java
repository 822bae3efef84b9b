package io.readside.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WrittenKeysTest {

    private static final int MANY = 300_000;

    @Test
    void what_was_added_is_contained_however_much_came_after_it() {
        WrittenKeys written = new WrittenKeys();
        IntStream.range(0, MANY).forEach(i -> written.add("order-" + i));

        assertThat(IntStream.range(0, MANY).filter(i -> !written.mayContain("order-" + i)))
                .isEmpty();
    }

    @Test
    void of_others_few_seem_to_be_contained() {
        WrittenKeys written = new WrittenKeys();
        IntStream.range(0, MANY).forEach(i -> written.add("order-" + i));

        long mistaken = IntStream.range(MANY, 2 * MANY)
                .filter(i -> written.mayContain("order-" + i))
                .count();

        assertThat(mistaken).isLessThan(MANY / 25);
    }

    @Test
    void nothing_is_contained_at_first() {
        assertThat(new WrittenKeys().mayContain("order-1")).isFalse();
    }
}
