package io.readside.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.readstore.Guarantee;
import io.readside.rebuild.Reprojection.Reprojected;
import io.readside.reconcile.ReconcileRefused;
import io.readside.reconcile.ReconcileScene;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys that are named are projected anew, whether they are wrong or not. */
class ReprojectionTest extends ReconcileScene {

    private Reprojected reproject(String... keys) throws InterruptedException {
        Adoptions adoptions = new Adoptions(store);
        adoptions.under(tenure());
        return new Reprojection(bench(), adoptions).reproject(List.of(keys));
    }

    @ParameterizedTest
    @EnumSource
    void the_named_keys_become_what_their_events_lead_to_in_one_act(Guarantee guarantee) throws Exception {
        on(guarantee);
        append(accounts(10));
        start();
        put(new Balance("1", "eve", 1));
        lose("2");
        put(new Balance("nobody's", "eve", 1));
        put(new Balance("4", "eve", 1));
        long epoch = live().epoch();

        Reprojected done = reproject("1", "[\"2\"]", "3", "nobody's");

        assertThat(done.replaced()).isEqualTo(Set.of(Key.of("1"), Key.of("2"), Key.of("3"), Key.of("nobody's")));
        assertThat(done.at()).isEqualTo(log.head());
        assertThat(row("1")).contains(new Balance("1", "ann", 10));
        assertThat(row("2")).contains(new Balance("2", "ann", 10));
        assertThat(row("3")).contains(new Balance("3", "ann", 10));
        assertThat(row("nobody's")).isEmpty();
        assertThat(row("4")).as("was not named").contains(new Balance("4", "eve", 1));
        assertThat(live().epoch()).isEqualTo(epoch + 1);
        assertNoScratchIsLeft();
    }

    @Test
    void a_key_of_many_streams_is_projected_from_all_of_them() throws Exception {
        projection = Projection.named("balances", Balance.class)
                .from(Bank.EVENTS)
                .bind(Opened.class, Opened::owner)
                .put(Opened.class, (row, e) -> row == null ? new Balance(e.owner(), e.owner(), 0) : row)
                .update(Deposited.class, (row, e) -> row.plus(e.cents()))
                .ignore(Closed.class)
                .build();
        append(new Opened("1", "ann"), new Opened("2", "ann"), new Opened("3", "bob"));
        append(new Deposited("1", 1), new Deposited("2", 2), new Deposited("3", 4));
        start();
        put(new Balance("ann", "ann", 99));

        Reprojected done = reproject("ann");
        append(new Deposited("1", 8), new Deposited("2", 16));

        assertThat(done.replaced()).containsExactly(Key.of("ann"));
        assertThat(row("ann")).contains(new Balance("ann", "ann", 27));
        assertThat(row("bob")).contains(new Balance("bob", "bob", 4));
    }

    /** Its row was lost, so that its next event failed and would fail for ever. */
    @ParameterizedTest
    @EnumSource
    void a_key_that_was_parked_since_its_row_was_wrong_is_freed_with_all_its_events(Guarantee guarantee)
            throws Exception {
        on(guarantee);
        append(accounts(10));
        start();
        lose("2");
        append(new Deposited("2", 1), new Deposited("2", 2), new Deposited("3", 4));
        assertThat(live().parkedKeys()).isEqualTo(1);

        Reprojected done = reproject("2", "3");
        append(new Deposited("2", 8));

        assertThat(done.freed()).containsExactly(Key.of("2"));
        assertThat(done.replaced()).containsExactlyInAnyOrder(Key.of("2"), Key.of("3"));
        assertThat(row("2")).contains(new Balance("2", "ann", 21));
        assertThat(live().parkedKeys()).isZero();
    }

    @Test
    void keys_that_no_event_leads_to_are_told() throws Exception {
        append(accounts(3));
        append(new Closed("2"));
        start();
        put(new Balance("7", "eve", 1));

        Reprojected done = reproject("1", "2", "7", "nobody");

        assertThat(done.rowless()).containsExactlyInAnyOrder(Key.of("2"), Key.of("7"), Key.of("nobody"));
        assertThat(row("7")).isEmpty();
    }

    @Test
    void a_key_whose_event_fails_when_it_is_recomputed_stays_as_it_is() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        projection = Bank.superstitious(broken::get).keyedBy(BankEvent::account).build();
        append(accounts(5));
        append(new Deposited("3", 13), new Deposited("4", 1));
        start();
        put(new Balance("1", "eve", 1));

        assertThatThrownBy(() -> reproject("1", "3"))
                .isInstanceOf(ReconcileRefused.class)
                .hasMessageContainingAll("Key 3", "position 11", "IllegalStateException", "Nothing was changed")
                .hasMessageNotContaining("secret");

        assertThat(row("1")).contains(new Balance("1", "eve", 1));
        assertThat(live().parkedKeys()).isEqualTo(1);
    }

    /** To unbind it would leave its next event without a key, and stop the projection. */
    @Test
    void a_key_with_a_stream_that_belongs_to_another_one_is_refused() {
        startWithAStreamBoundToAWrongKey();

        assertThatThrownBy(() -> reproject("4"))
                .isInstanceOf(ReconcileRefused.class)
                .hasMessageContainingAll("account-3", "reconcile balances --repair");
    }

    @Test
    void a_text_that_names_no_key_changes_nothing() {
        append(accounts(5));
        start();
        lose("1");

        assertThatThrownBy(() -> reproject("1", "[1,2]"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("names no key");

        assertThat(row("1")).isEmpty();
    }
}
