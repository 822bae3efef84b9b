package io.readside.spring;

import static io.readside.spring.Parcels.PARCEL;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.projection.Projection;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Lease;
import io.readside.readstore.Overview;
import io.readside.readstore.Role;
import io.readside.readstore.RunState;
import io.readside.spring.Parcels.Parcel;
import io.readside.spring.Parcels.ParcelSent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FeedingTest {

    private static final Projection<Parcel> SECOND = Projection.named("parcel", Parcel.class)
            .version(2)
            .replaces(PARCEL)
            .from(Parcels.EVENTS)
            .keyedBy(ParcelSent::parcelId)
            .put(ParcelSent.class, (row, e) -> new Parcel(e.parcelId(), e.city()))
            .build();

    private static final Duration HELD = Duration.ofSeconds(3);
    private static final Duration RUN_OUT = Duration.ofSeconds(-3);

    private static Feeding feeding(Projection<?> newest, boolean workers) {
        return new Feeding(List.of(newest), List.of(), workers);
    }

    private static Overview generation(int number, int version, Role role, Optional<Duration> left) {
        GenerationId id = new GenerationId("parcel", number);
        Generation generation = new Generation(
                id,
                role,
                version,
                "exactly once",
                1,
                new Checkpoint(Position.of(42)),
                new RunState.Running(),
                0,
                Optional.empty(),
                true);
        return new Overview(
                generation,
                0,
                Duration.ZERO,
                left.map(term -> new Lease(id, "host-b/17", false, 1, Instant.EPOCH, term)),
                Optional.empty());
    }

    @Test
    void a_process_that_feeds_what_it_declares_has_nothing_to_say_before_it_holds_the_lease() {
        List<Overview> active = List.of(generation(1, 1, Role.ACTIVE, Optional.empty()));

        assertThat(feeding(PARCEL, true).findings(active, List.of())).isEmpty();
    }

    @Test
    void a_process_without_workers_is_content_while_another_one_holds_the_lease() {
        List<Overview> active = List.of(generation(1, 1, Role.ACTIVE, Optional.of(HELD)));

        assertThat(feeding(PARCEL, false).findings(active, List.of())).isEmpty();
    }

    @Test
    void without_workers_anywhere_the_last_owner_the_position_and_the_way_out_are_named() {
        List<Overview> active = List.of(generation(1, 1, Role.ACTIVE, Optional.of(RUN_OUT)));

        assertThat(feeding(PARCEL, false).findings(active, List.of()))
                .singleElement()
                .asString()
                .contains("'parcel'", "parcel__g1", "host-b/17", "position 42", "readside.workers=true");
    }

    @Test
    void an_old_process_with_workers_does_not_feed_the_version_that_has_replaced_its_own() {
        List<Overview> active = List.of(generation(2, 2, Role.ACTIVE, Optional.of(RUN_OUT)));
        List<Overview> beside = List.of(generation(1, 1, Role.KEPT, Optional.empty()));

        assertThat(feeding(PARCEL, true).findings(active, beside))
                .singleElement()
                .asString()
                .contains("parcel__g2", "does not declare version 2");
    }

    @Test
    void a_declared_version_that_is_built_by_nobody_is_named() {
        List<Overview> active = List.of(generation(1, 1, Role.ACTIVE, Optional.of(HELD)));
        List<Overview> beside = List.of(generation(2, 2, Role.BUILDING, Optional.empty()));

        assertThat(feeding(SECOND, false).findings(active, beside))
                .singleElement()
                .asString()
                .contains("declared here in version 2", "version 1 is the active one", "parcel__g2", "nobody ever has");
    }

    @Test
    void a_declared_version_that_nobody_has_planned_is_named() {
        List<Overview> active = List.of(generation(1, 1, Role.ACTIVE, Optional.of(HELD)));

        assertThat(feeding(SECOND, false).findings(active, List.of()))
                .singleElement()
                .asString()
                .contains("nobody has planned", "./readside rebuild parcel");
        assertThat(feeding(SECOND, true).findings(active, List.of())).isEmpty();
    }
}
