package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.event.Position;
import io.readside.projection.Change.Statement;
import io.readside.projection.Key;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StatementOrderTest {

    private static final long SEED = 20261203;

    private int position;

    private Statement statement(String sql, String... keys) {
        Set<Key> of = Stream.of(keys).map(Key::of).collect(Collectors.toSet());
        return new Statement(sql, List.of(), Position.of(++position), of);
    }

    private static List<String> sent(Statement... statements) {
        return StatementOrder.groups(List.of(statements)).stream()
                .map(group -> group.get(0).sql() + " " + group.size())
                .toList();
    }

    @Test
    void statements_of_different_keys_go_together_by_their_texts() {
        assertThat(sent(
                        statement("insert", "1"),
                        statement("update", "1"),
                        statement("insert", "2"),
                        statement("update", "2"),
                        statement("insert", "3")))
                .containsExactly("insert 3", "update 2");
    }

    @Test
    void statements_without_keys_keep_their_place() {
        assertThat(sent(
                        statement("insert", "1"),
                        statement("count"),
                        statement("count"),
                        statement("insert", "2"),
                        statement("count")))
                .containsExactly("insert 1", "count 2", "insert 1", "count 1");
        assertThat(sent(statement("insert"), statement("insert"), statement("update"), statement("insert")))
                .containsExactly("insert 2", "update 1", "insert 1");
    }

    @Test
    void statements_that_share_a_key_stay_in_their_order_and_none_is_lost() {
        Random random = new Random(SEED);
        List<Statement> all = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            Set<String> keys = new HashSet<>();
            int count = random.nextInt(20) == 0 ? 0 : 1 + random.nextInt(3);
            for (int k = 0; k < count; k++) {
                keys.add("" + random.nextInt(200));
            }
            all.add(statement("sql " + random.nextInt(4), keys.toArray(String[]::new)));
        }

        List<Statement> run = StatementOrder.groups(all).stream()
                .peek(group -> assertThat(group)
                        .extracting(Statement::sql)
                        .containsOnly(group.get(0).sql()))
                .flatMap(List::stream)
                .toList();

        assertThat(run).as("seed %d", SEED).containsExactlyInAnyOrderElementsOf(all);
        for (int i = 0; i < run.size(); i++) {
            for (int j = i + 1; j < run.size(); j++) {
                if (depend(run.get(i), run.get(j))) {
                    assertThat(run.get(i).lastApplied())
                            .as("seed %d", SEED)
                            .isLessThan(run.get(j).lastApplied());
                }
            }
        }
    }

    private static boolean depend(Statement one, Statement other) {
        return one.keys().isEmpty()
                || other.keys().isEmpty()
                || one.keys().stream().anyMatch(other.keys()::contains);
    }
}
