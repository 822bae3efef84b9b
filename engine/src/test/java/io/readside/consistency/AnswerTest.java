package io.readside.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.consistency.Answer.Fresh;
import io.readside.consistency.Answer.Parked;
import io.readside.consistency.Answer.Pending;
import io.readside.consistency.Answer.Source;
import io.readside.event.Position;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnswerTest {

    @Test
    void another_value_leaves_the_answer_what_it_is() {
        Answer<String> fresh = new Fresh<>("seven", Position.of(7), 2, Source.STREAM);
        Answer<String> pending = new Pending<>(Duration.ofMillis(50), 3, Optional.of("old"));
        Answer<String> parked = new Parked<>("since it failed", Optional.empty());

        assertThat(fresh.map(String::length)).isEqualTo(new Fresh<>(5, Position.of(7), 2, Source.STREAM));
        assertThat(pending.map(String::length)).isEqualTo(new Pending<>(Duration.ofMillis(50), 3, Optional.of(3)));
        assertThat(parked.map(String::length)).isEqualTo(new Parked<>("since it failed", Optional.empty()));
    }
}
