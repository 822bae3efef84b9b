package io.readside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.bank.Bank;
import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.eventlog.LateEvent;
import io.readside.projection.Projection;
import io.readside.readstore.Generation;
import io.readside.readstore.Generations;
import io.readside.readstore.StoreUnavailable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RebuildMarksTest {

    private static final List<Projection<?>> BOTH = List.of(Bank.balances("first"), Bank.balances("second"));

    private final List<String> marked = new ArrayList<>();

    private final Generations withoutTheFirst = new Generations() {
        @Override
        public Generation open(Projection<?> projection) {
            throw new AssertionError("Nothing is opened for a mark.");
        }

        @Override
        public void markForRebuild(String projection, Position missed, Instant found, String reason) {
            if (projection.equals("first")) {
                throw new StoreUnavailable("away");
            }
            marked.add(projection + " at " + missed);
        }
    };

    private static LateEvent late(String stream) {
        return new LateEvent(Position.of(3), new UUID(0, 3), new StreamName(stream), Bank.NOW);
    }

    @Test
    void one_read_model_that_cannot_be_marked_keeps_no_other_from_it_and_the_failure_shows() {
        RebuildMarks marks = new RebuildMarks(withoutTheFirst, BOTH);

        assertThatThrownBy(() -> marks.accept(late("account-1"))).isInstanceOf(StoreUnavailable.class);

        assertThat(marked).containsExactly("second at 3");
    }

    @Test
    void read_models_of_other_categories_lack_nothing() {
        new RebuildMarks(withoutTheFirst, BOTH).accept(late("order-1"));

        assertThat(marked).isEmpty();
    }
}
