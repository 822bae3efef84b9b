package io.readside.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.event.Position;
import io.readside.projection.Key;
import io.readside.readstore.Difference;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Why a row is what it is. */
class ExplainerTest extends ReconcileScene {

    private Explanation why(String key) throws InterruptedException {
        return new Explainer(bench()).explain(key);
    }

    @Test
    void a_right_row_is_shown_with_the_events_that_lead_to_it() throws Exception {
        append(accounts(3));
        start();

        Explanation why = why("1");

        assertThat(why.key()).isEqualTo(Key.of("1"));
        assertThat(why.at()).isEqualTo(Position.of(6));
        assertThat(why.row()).contains(Map.of("account", "1", "owner", "ann", "cents", "10"));
        assertThat(why.recomputed()).isEqualTo(why.row());
        assertThat(why.difference()).isEmpty();
        assertThat(why.events().count()).isEqualTo(2);
        assertThat(Words.explained(why))
                .isEqualTo(
                        "Key 1 at position 6: the read model has a row, 2 events lead to it; recomputed it is the same.");
        assertNoScratchIsLeft();
    }

    @Test
    void a_wrong_row_is_set_beside_what_its_events_lead_to() throws Exception {
        append(accounts(3));
        start();
        put(new Balance("1", "ann", 17));

        Explanation why = why("[\"1\"]");

        assertThat(why.row().orElseThrow()).containsEntry("cents", "17");
        assertThat(why.recomputed().orElseThrow()).containsEntry("cents", "10");
        assertThat(why.difference().map(Difference::cells)).contains(List.of(new Difference.Cell("cents", "17", "10")));
        assertThat(Words.explained(why))
                .contains("recomputed it differs in cents")
                .doesNotContainPattern("\\b17\\b");
    }

    @Test
    void a_row_that_is_missing_and_one_that_no_event_leads_to_are_told_apart() throws Exception {
        append(accounts(3));
        start();
        lose("1");
        put(new Balance("9", "eve", 1));

        assertThat(Words.explained(why("1"))).contains("the read model has no row", "its events lead to one");
        assertThat(Words.explained(why("9"))).contains("0 events lead to it", "its events lead to no row");
        assertThat(why("9").isUnknown()).isFalse();
    }

    @Test
    void a_deleted_row_has_events_and_a_key_that_nobody_knows_has_none() throws Exception {
        append(accounts(2));
        append(new Closed("1"));
        start();

        Explanation deleted = why("1");

        assertThat(deleted.row()).isEmpty();
        assertThat(deleted.events().count()).isEqualTo(3);
        assertThat(deleted.isUnknown()).isFalse();
        assertThat(Words.explained(deleted)).contains("recomputed there is none either");
        assertThat(why("nobody's").isUnknown()).isTrue();
    }

    @Test
    void a_parked_key_says_what_it_lacks() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        projection = Bank.superstitious(broken::get).keyedBy(BankEvent::account).build();
        append(accounts(2));
        append(new Deposited("1", 13), new Deposited("1", 1));
        start();

        Explanation stillBroken = why("1");
        broken.set(false);
        Explanation mended = why("1");

        assertThat(stillBroken.parked().orElseThrow().position()).isEqualTo(Position.of(5));
        assertThat(stillBroken.failing().orElseThrow().position()).isEqualTo(Position.of(5));
        assertThat(stillBroken.difference()).isEmpty();
        assertThat(mended.failing()).isEmpty();
        assertThat(mended.recomputed().orElseThrow()).containsEntry("cents", "24");
        assertThat(Words.explained(mended))
                .contains("it is parked", "position 5")
                .doesNotContainPattern("\\b24\\b"); // ids have digits too
    }

    @Test
    void of_a_bound_key_also_the_events_that_do_not_name_it_are_told() throws Exception {
        projection = Bank.superstitious(() -> false)
                .bind(Opened.class, Opened::owner)
                .build();
        append(new Opened("1", "ann"), new Opened("2", "bob"), new Deposited("1", 5), new Deposited("2", 7));
        start();

        Explanation why = why("ann");

        assertThat(why.events().last())
                .extracting(entry -> entry.position().value())
                .containsExactly(1L, 3L);
    }

    @Test
    void a_hundred_events_are_shown_and_all_are_counted() throws Exception {
        append(accounts(1));
        for (int i = 0; i < 150; i++) {
            Bank.append(log, new Deposited("0", 1));
        }
        start();

        History history = why("0").events();

        assertThat(history.count()).isEqualTo(152);
        assertThat(history.last()).hasSize(100);
        assertThat(history.last().get(99).position()).isEqualTo(Position.of(152));
    }

    @Test
    void what_names_no_key_is_refused() {
        start();

        assertThatThrownBy(() -> why("[1,2]"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("names no key (account text)");
    }
}
