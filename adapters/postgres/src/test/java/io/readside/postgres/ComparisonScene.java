package io.readside.postgres;

import static io.readside.postgres.Tally.TALLY;

import io.readside.readstore.Comparison;
import io.readside.readstore.Comparisons;
import io.readside.readstore.Difference;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Stretch;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** Tallies n1 to n10 twice, {@code tally__g1} and {@code tally__g2}, equal and compared. */
abstract class ComparisonScene extends TallyScene {

    static final GenerationId OTHER = new GenerationId("tally", 2);
    static final Comparison BOTH = new Comparison(ID, TALLY, OTHER, TALLY);
    static final String SCHEMA = "public";

    Comparisons comparisons;

    @BeforeEach
    void compare() throws SQLException {
        store.rebuilds().scratch(TALLY);
        comparisons = store.comparisons();
        for (GenerationId id : List.of(ID, OTHER)) {
            database.execute("insert into " + id + " select 'n' || i, i, 1 from generate_series(1, 10) i");
        }
        comparisons.watch(BOTH);
        compared();
    }

    /** @return how many keys were noted */
    long compared() {
        return InRanges.compared(comparisons, BOTH, 3).stream()
                .mapToLong(Stretch::suspects)
                .sum();
    }

    List<String> differing() {
        return keys(InRanges.confirmed(comparisons, BOTH, 3));
    }

    static List<String> keys(List<Difference> differences) {
        return differences.stream().map(Difference::key).toList();
    }
}
