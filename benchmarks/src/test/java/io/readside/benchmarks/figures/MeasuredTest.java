package io.readside.benchmarks.figures;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MeasuredTest {

    @Test
    void a_line_is_one_json_object_in_the_order_of_its_members() {
        Measured line = new Measured()
                .put("contender", "batched-loop")
                .put("round", 3)
                .put("eventsPerSecond", 41_698.7654)
                .put("seconds", 0.000123456);

        assertThat(line)
                .hasToString(
                        "{\"contender\":\"batched-loop\",\"round\":3,\"eventsPerSecond\":41698.765,\"seconds\":1.235E-4}");
    }

    @Test
    void what_does_not_apply_is_left_out() {
        assertThat(new Measured().put("p50Ms", Double.NaN).put("p99Ms", Double.POSITIVE_INFINITY))
                .hasToString("{}");
    }

    @Test
    void a_line_that_was_written_can_be_read() {
        Measured written = new Measured().put("contender", "axon").put("p50Ms", 3.25);

        Measured read = Measured.parse(written.toString());

        assertThat(read.text("contender")).isEqualTo("axon");
        assertThat(read.number("p50Ms")).hasValue(3.25);
        assertThat(read.number("contender")).isEmpty();
        assertThat(read.text("variant")).isEmpty();
    }

    @Test
    void the_members_of_another_line_follow() {
        Measured both = new Measured().put("round", 1).with(new Measured().put("events", 2));

        assertThat(both).hasToString("{\"round\":1,\"events\":2}");
    }
}
