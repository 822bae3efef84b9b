package io.readside.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdLedgerTest {

    @Test
    void an_id_of_another_event_is_found_wherever_it_stands_and_an_equal_line_is_not() throws IOException {
        long lines = 1_200_000; // three shares
        BadLines bad = new BadLines();

        try (IdLedger ids = new IdLedger()) {
            for (long line = 1; line <= lines; line++) {
                ids.add(id(line), line, line);
            }
            ids.add(id(7), 7, lines + 1);
            ids.add(id(8), 9, lines + 2);
            ids.add(id(lines), 1, lines + 3);
            ids.findConflicts(bad);
        }

        assertThat(bad.count()).isEqualTo(2);
        assertThat(bad.first())
                .isEqualTo(Map.of(
                        lines + 2, "has the id " + id(8) + " of line 8, which is another event",
                        lines + 3, "has the id " + id(lines) + " of line " + lines + ", which is another event"));
    }

    @Test
    void no_line_is_no_conflict() throws IOException {
        BadLines bad = new BadLines();

        try (IdLedger ids = new IdLedger()) {
            ids.findConflicts(bad);
        }

        assertThat(bad.count()).isZero();
    }

    private static UUID id(long line) {
        return new UUID(line >>> 10, line * 31);
    }
}
