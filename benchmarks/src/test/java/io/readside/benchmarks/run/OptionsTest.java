package io.readside.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void without_options_all_take_part_in_all_workloads() {
        Options options = Options.parse();

        assertThat(options.events()).isEqualTo(200_000);
        assertThat(options.rounds()).isEqualTo(15);
        assertThat(options.workloads()).containsExactly(Workload.values());
        assertThat(Entrant.values()).allMatch(options::takesPart);
    }

    @Test
    void a_name_means_all_that_begin_with_it_and_a_dash() {
        Options options = Options.parse("--only", "readside,axon");

        assertThat(options.takesPart(Entrant.READSIDE_FOLD)).isTrue();
        assertThat(options.takesPart(Entrant.READSIDE_SQL)).isTrue();
        assertThat(options.takesPart(Entrant.AXON)).isTrue();
        assertThat(options.takesPart(Entrant.AXON5)).isFalse();
    }

    @Test
    void an_unknown_name_is_refused_with_the_known_ones() {
        assertThatThrownBy(() -> Options.parse("--only", "nobody")).hasMessageContaining("limit-copy");
        assertThatThrownBy(() -> Options.parse("--workload", "catchup")).hasMessageContaining("catch-up");
        assertThatThrownBy(() -> Options.parse("--events", "many")).hasMessageContaining("'many'");
        assertThatThrownBy(() -> Options.parse("--rounds")).hasMessageContaining("no value");
    }
}
