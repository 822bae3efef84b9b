package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.postgres.Cutter.Side;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.Role;
import io.readside.readstore.SwapMode;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A process or a connection that goes in the middle of a swap: at each statement in turn, and at the commit. */
class SwapCutsTest extends SwapScene {

    static Stream<Arguments> every_cut() {
        return Stream.of(SwapMode.values())
                .flatMap(mode -> Stream.of(Side.values()).map(side -> Arguments.of(mode, side)));
    }

    @ParameterizedTest
    @MethodSource("every_cut")
    void a_swap_that_is_cut_anywhere_leaves_blue_or_green_whole(SwapMode mode, Side side) throws SQLException {
        verified(SAME, new Tally("a", 1));
        meet();
        String before = all();
        Rebuild rebuild = rebuild();
        int cuts = 0;

        while (cutter.cut(cuts, side, () -> store.rebuilds().swap(rebuild, comparison(SAME), mode, LOCK_TIMEOUT))) {
            if (rebuild().state() == State.SWAPPED) {
                break;
            }
            assertThat(all()).as("after %d statements", cuts).isEqualTo(before);
            cuts++;
        }

        assertThat(cuts).isGreaterThan(10);
        assertThat(rebuild().state()).isEqualTo(State.SWAPPED);
        assertThat(shown()).isEqualTo("tally__g2");
        assertThat(generation(rebuild.green()).role()).isEqualTo(Role.ACTIVE);
    }

    @ParameterizedTest
    @MethodSource("every_cut")
    void a_rollback_that_is_cut_anywhere_leaves_green_or_blue_whole(SwapMode mode, Side side) throws SQLException {
        verified(SAME, new Tally("a", 1));
        meet();
        swap(SAME, mode);
        meet();
        String before = all();
        Rebuild rebuild = rebuild();
        int cuts = 0;

        while (cutter.cut(cuts, side, () -> store.rebuilds().rollback(rebuild, "taken back", LOCK_TIMEOUT))) {
            if (rebuild().state() == State.AT_HEAD) {
                break;
            }
            assertThat(all()).as("after %d statements", cuts).isEqualTo(before);
            cuts++;
        }

        assertThat(cuts).isGreaterThan(10);
        assertThat(shown()).isEqualTo("tally__g1");
        assertThat(generation(rebuild.blue()).role()).isEqualTo(Role.ACTIVE);
    }
}
