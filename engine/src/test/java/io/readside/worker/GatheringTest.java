package io.readside.worker;

import static io.readside.bank.Bank.BALANCES;
import static io.readside.worker.BareFeed.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.ApplierProxy;
import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.PageLimit;
import io.readside.memory.MemoryReadStore;
import io.readside.projection.Change;
import io.readside.projection.Key;
import io.readside.projection.StoredRow;
import io.readside.readstore.Applier;
import io.readside.readstore.ApplyFailed;
import io.readside.readstore.Batch;
import io.readside.readstore.MeetingAhead;
import io.readside.readstore.Recovery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Batches of several pages, and what is kept from one to the next. */
@Timeout(60)
class GatheringTest {

    private static final long SEED = 20261202;
    private static final int BATCH = 40; // four pages

    private final BareFeed bench = new BareFeed();
    private final List<Batch> batches = new ArrayList<>();
    private final List<Set<Key>> asked = new ArrayList<>();

    /** Notes what is asked for and applied. */
    private class Noting extends ApplierProxy {

        Noting() {
            super(bench.applier(BALANCES));
        }

        @Override
        public Map<Key, StoredRow> rows(Set<Key> keys) {
            if (!keys.isEmpty()) {
                asked.add(Set.copyOf(keys));
            }
            return super.rows(keys);
        }

        @Override
        public void apply(Batch batch) {
            batches.add(batch);
            super.apply(batch);
        }
    }

    private Feed begin(Applier applier) {
        return bench.begin(BALANCES, applier, BATCH);
    }

    private void append(BankEvent... events) {
        Bank.append(bench.log, events);
    }

    private void openAccounts(int first, int count) {
        for (int i = first; i < first + count; i++) {
            append(new Opened("" + i, "ann"));
        }
    }

    @Test
    void pages_at_hand_make_one_batch_up_to_its_limit() throws Exception {
        openAccounts(0, 95);
        Feed feed = begin(new Noting());

        next(feed);
        next(feed);
        next(feed);

        assertThat(batches).extracting(batch -> batch.to().position().value()).containsExactly(40L, 80L, 95L);
        assertThat(bench.balances()).hasSize(95);
    }

    @Test
    void a_batch_of_statements_stays_small_however_much_is_at_hand() throws Exception {
        openAccounts(0, 2_500);
        Feed feed = bench.begin(JointAccounts.declared(Set.of()));

        next(feed);

        assertThat(feed.place().position()).isEqualTo(Position.of(2_000));
    }

    @Test
    void a_key_that_several_pages_change_is_written_once_and_in_the_order_of_its_last_change() throws Exception {
        openAccounts(0, 20);
        append(new Deposited("3", 5), new Deposited("1", 7));
        Feed feed = begin(new Noting());

        next(feed);

        List<Change> changes = batches.get(0).changes();
        assertThat(changes)
                .hasSize(20)
                .isSortedAccordingTo((a, b) -> a.lastApplied().compareTo(b.lastApplied()));
        assertThat(changes.get(19).touches()).contains(Key.of("1"));
        assertThat(bench.balances()).contains(new Balance("3", "ann", 5), new Balance("1", "ann", 7));
    }

    @Test
    void of_a_generation_that_was_empty_no_row_is_asked_for_and_what_is_new_is_said_to_be() throws Exception {
        openAccounts(0, 60);
        Feed feed = begin(new Noting());

        next(feed);
        next(feed);

        assertThat(asked).isEmpty();
        assertThat(batches.get(0).fresh().orElseThrow()).hasSize(40).contains(Key.of("0"), Key.of("39"));
        assertThat(batches.get(1).fresh().orElseThrow()).hasSize(20).contains(Key.of("59"));
    }

    @Test
    void a_row_that_is_there_is_read_once_while_the_feed_is_behind_and_never_said_to_be_new() throws Exception {
        openAccounts(0, 10);
        next(bench.begin(BALANCES));
        for (int i = 0; i < 100; i++) {
            append(new Deposited("" + i % 10, 1));
        }
        Feed feed = begin(new Noting());

        next(feed);
        next(feed);
        next(feed);

        assertThat(asked).hasSize(1);
        assertThat(batches)
                .hasSize(3)
                .allSatisfy(batch -> assertThat(batch.fresh()).contains(Set.of()));
        assertThat(bench.balances()).extracting(Balance::cents).containsOnly(10L);
    }

    @Test
    void at_the_head_nothing_is_kept() throws Exception {
        openAccounts(0, 5);
        Feed feed = begin(new Noting());
        next(feed);
        Change byHand = new Change.Upsert(
                Key.of("1"), BALANCES.shape().toRow(new Balance("1", "by hand", 100)), Position.of(5));
        bench.applier(BALANCES).recover(new Recovery(feed.epoch(), List.of(byHand), List.of(), List.of()));
        append(new Opened("6", "ann"), new Deposited("1", 1));

        next(feed);

        assertThat(asked).isNotEmpty();
        assertThat(bench.balances()).contains(new Balance("1", "by hand", 101));
    }

    @Test
    void what_is_inserted_and_deleted_within_a_batch_leaves_nothing() throws Exception {
        openAccounts(0, 12);
        append(new Closed("1"));
        openAccounts(12, 10);
        Feed feed = begin(new Noting());

        next(feed);

        assertThat(batches.get(0).changes()).hasSize(21).noneMatch(Change.Delete.class::isInstance);
        assertThat(bench.balances()).hasSize(21).noneMatch(row -> row.account().equals("1"));
    }

    @Test
    void what_is_deleted_and_inserted_again_within_a_batch_is_not_said_to_be_new() throws Exception {
        openAccounts(0, 3);
        next(bench.begin(BALANCES));
        append(new Closed("1"));
        openAccounts(3, 10);
        append(new Opened("1", "bob"));
        Feed feed = begin(new Noting());

        next(feed);

        assertThat(batches.get(0).fresh().orElseThrow()).doesNotContain(Key.of("1"));
        assertThat(bench.balances()).contains(new Balance("1", "bob", 0));
    }

    @Test
    void what_was_known_to_be_absent_is_not_after_the_store_has_refused_a_batch() throws Exception {
        openAccounts(0, 40);
        Feed feed = begin(new Noting() {
            @Override
            public void apply(Batch batch) {
                if (batch.fresh().orElseThrow().contains(Key.of("7"))) {
                    throw new ApplyFailed("Row 7 is there.");
                }
                super.apply(batch);
            }
        });

        next(feed);
        next(feed);

        assertThat(asked).as("looked for since").isNotEmpty();
    }

    @Test
    void a_key_that_is_parked_in_a_later_page_does_not_keep_the_pages_before_it() throws Exception {
        openAccounts(0, 15);
        append(new Deposited("nobody", 1));
        openAccounts(15, 5);
        Feed feed = begin(new Noting());

        next(feed);
        next(feed);

        assertThat(bench.balances()).hasSize(20);
        assertThat(batches.get(0).parked()).isEmpty();
        assertThat(bench.applier(BALANCES).parked()).containsOnlyKeys(Key.of("nobody"));
    }

    @Test
    void a_meeting_that_comes_up_meanwhile_cuts_the_batch_and_loses_nothing() throws Exception {
        openAccounts(0, 40);
        Checkpoint meeting = bench.log
                .read(Checkpoint.ZERO, EventFilter.ALL, PageLimit.events(17))
                .scannedTo();
        Feed feed = begin(new Noting() {
            @Override
            public void apply(Batch batch) {
                if (batch.to().position().isAfter(meeting.position())) {
                    throw new MeetingAhead(bench.generation, meeting);
                }
                super.apply(batch);
            }
        });

        next(feed);
        next(feed);

        assertThat(bench.now().checkpoint().position()).isEqualTo(Position.of(17));
        assertThat(bench.balances()).hasSize(17);
    }

    @Test
    void fast_and_plain_come_to_the_same_rows_whatever_the_size_of_a_batch() throws Exception {
        Random random = new Random(SEED);
        Set<String> open = new HashSet<>();
        for (int i = 0; i < 2_000; i++) {
            String account = "" + random.nextInt(60);
            if (open.add(account)) {
                append(new Opened(account, "o" + i));
            } else if (random.nextInt(5) == 0) {
                open.remove(account);
                append(new Closed(account));
            } else {
                append(new Deposited(account, random.nextInt(100)));
            }
        }
        List<List<Balance>> results = new ArrayList<>();
        for (WorkerSettings settings : List.of(
                new WorkerSettings(1, 1L << 20),
                new WorkerSettings(7, 1L << 20),
                new WorkerSettings(64, 1L << 20),
                new WorkerSettings(1_000, 2_000), // rows for little memory: much is forgotten
                WorkerSettings.DEFAULT,
                WorkerSettings.DEFAULT.loading(),
                WorkerSettings.DEFAULT.plain())) {
            results.add(rows(settings));
        }

        assertThat(results)
                .as("seed %d", SEED)
                .allSatisfy(rows -> assertThat(rows).isNotEmpty().isEqualTo(results.get(0)));
    }

    private List<Balance> rows(WorkerSettings settings) throws InterruptedException {
        MemoryReadStore store = MemoryReadStore.atomic(Bank.CLOCK);
        Applier applier =
                store.applier(BALANCES, store.generations().open(BALANCES).id());
        Feed feed = bench.begin(BALANCES, applier, settings);
        while (feed.place().position().isBefore(bench.log.head())) {
            next(feed);
        }
        return store.reads().rows(BALANCES, 1_000).value();
    }
}
