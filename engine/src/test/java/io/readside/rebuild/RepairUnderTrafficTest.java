package io.readside.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent.Deposited;
import io.readside.readstore.Guarantee;
import io.readside.rebuild.Repair.Repaired;
import io.readside.reconcile.ReconcileScene;
import io.readside.reconcile.Reconciliation;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A writer that never rests. */
class RepairUnderTrafficTest extends ReconcileScene {

    private static final long SEED = 20_261_125;
    private static final int ACCOUNTS = 400;
    private static final int BUSY = 200;

    private final AtomicLongArray expected = new AtomicLongArray(ACCOUNTS);
    private final AtomicLong written = new AtomicLong();
    private final AtomicBoolean goOn = new AtomicBoolean(true);

    private Thread startWriter() {
        for (int i = 0; i < ACCOUNTS; i++) {
            expected.set(i, 10);
        }
        Thread writer = new Thread(() -> {
            SplittableRandom random = new SplittableRandom(SEED);
            while (goOn.get()) {
                int account = random.nextInt(BUSY);
                long cents = random.nextLong(1, 100);
                expected.addAndGet(account, cents);
                Bank.append(log, new Deposited("" + account, cents));
                written.incrementAndGet();
                LockSupport.parkNanos(100_000); // the load, not a wait
            }
        });
        writer.start();
        return writer;
    }

    @ParameterizedTest
    @EnumSource
    void all_that_is_wrong_is_found_and_repaired_none_is_invented_and_no_event_is_lost(Guarantee guarantee)
            throws Exception {
        on(guarantee);
        append(accounts(ACCOUNTS));
        start();
        Set<String> wrong = new TreeSet<>();
        for (int i = 0; i < ACCOUNTS - 1; i += 20) {
            put(new Balance("" + i, "ann", 1_000_000));
            wrong.add("" + i);
        }
        lose("333");
        wrong.add("333");
        put(new Balance("nobody's", "eve", 1));
        wrong.add("nobody's");
        Thread writer = startWriter();

        Repaired repaired;
        Reconciliation quiet;
        try {
            Adoptions adoptions = new Adoptions(store);
            adoptions.under(tenure());
            repaired = new Repair(bench(), adoptions).repair(WHOLE);
            quiet = reconcile();
        } finally {
            goOn.set(false);
            writer.join();
        }
        signals.awaitApplied(log.head());

        assertThat(new TreeSet<>(keys(repaired.found()))).as("seed %d", SEED).isEqualTo(wrong);
        assertThat(repaired.replaced()).isEqualTo(wrong.size());
        assertThat(repaired.after().isClean()).isTrue();
        assertThat(quiet.isClean()).isTrue();
        assertThat(written.get()).as("events written meanwhile").isPositive();
        for (int i = 0; i < ACCOUNTS; i++) {
            assertThat(row("" + i)).as("account %d", i).contains(new Balance("" + i, "ann", expected.get(i)));
        }
        assertThat(live().parkedKeys()).isZero();
    }
}
