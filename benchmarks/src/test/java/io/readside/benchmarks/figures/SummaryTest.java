package io.readside.benchmarks.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {

    private final Summary summary = new Summary();

    private void add(String contender, int round, String member, double figure) {
        summary.add(new Measured()
                .put("contender", contender)
                .put("workload", "catch-up")
                .put("round", round)
                .put("events", 1_000)
                .put(member, figure));
    }

    private String line(String contender) {
        List<Measured> lines = summary.lines().stream()
                .filter(line -> line.text("contender").equals(contender))
                .toList();
        assertThat(lines).hasSize(1);
        return lines.get(0).toString();
    }

    @Test
    void a_ratio_is_taken_within_a_round_so_that_a_slow_round_hurts_both() {
        add("one", 1, "eventsPerSecond", 200);
        add("other", 1, "eventsPerSecond", 100);
        add("one", 2, "eventsPerSecond", 20);
        add("other", 2, "eventsPerSecond", 10);

        assertThat(line("one"))
                .contains("\"median\":110.0", "\"min\":20.0", "\"max\":200.0")
                .contains("\"other\":{\"ratio\":2.0,\"atLeast\":2.0}");
        assertThat(line("other")).contains("\"one\":{\"ratio\":0.5,\"atLeast\":0.5}");
    }

    @Test
    void fewer_milliseconds_are_better() {
        add("one", 1, "p99Ms", 5);
        add("other", 1, "p99Ms", 20);

        assertThat(line("one")).contains("\"other\":{\"ratio\":4.0");
    }

    @Test
    void totals_are_told_for_each_event() {
        add("one", 1, "walBytes", 400_000);

        assertThat(line("one")).contains("\"metric\":\"walBytesPerEvent\"", "\"median\":400.0");
    }

    @Test
    void a_round_that_only_one_of_the_two_has_run_is_no_ratio() {
        add("one", 1, "eventsPerSecond", 200);
        add("other", 2, "eventsPerSecond", 100);

        assertThat(line("one")).contains("\"against\":{}");
    }

    @Test
    void variants_of_a_workload_are_kept_apart() {
        for (String variant : List.of("one-process", "two-processes")) {
            summary.add(new Measured()
                    .put("contender", "one")
                    .put("workload", "latency-200")
                    .put("variant", variant)
                    .put("round", 1)
                    .put("p50Ms", 3.0));
        }

        assertThat(summary.lines())
                .extracting(line -> line.text("workload"))
                .containsExactly("latency-200, one-process", "latency-200, two-processes");
    }
}
