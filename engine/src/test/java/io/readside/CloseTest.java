package io.readside;

import static io.readside.bank.Signals.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent.Opened;
import io.readside.bank.LogProxy;
import io.readside.consistency.Answer;
import io.readside.event.Checkpoint;
import io.readside.event.VersionToken;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import io.readside.memory.MemoryLog;
import io.readside.memory.MemoryReadStore;
import io.readside.projection.Projection;
import io.readside.readstore.Intent.Act;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of a process. */
@Timeout(60)
class CloseTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int READ_MODELS = 3;

    private final MemoryLog log = MemoryLog.create(Bank.CLOCK);
    private final MemoryReadStore store = MemoryReadStore.atomic(InstantSource.system());
    private final BlockingQueue<Thread> recomputing = new LinkedBlockingQueue<>();
    private final Set<Thread> busy = ConcurrentHashMap.newKeySet();
    private volatile boolean allWereAsked; // noted, since who goes on may take its interrupt

    /** None of those that recompute is done with its first batch before all of them are asked to end. */
    private EventLog busyUntilAllAreToEnd() {
        return new LogProxy(log) {
            @Override
            public Page read(Checkpoint after, EventFilter filter, PageLimit limit) {
                Thread reader = Thread.currentThread();
                if (reader.getName().endsWith("-reconcile")) {
                    busy.add(reader);
                    recomputing.add(reader);
                    while (!allWereAsked) {
                        if (busy.size() == READ_MODELS && busy.stream().allMatch(Thread::isInterrupted)) {
                            allWereAsked = true;
                        }
                        Thread.onSpinWait();
                    }
                }
                return super.read(after, filter, limit);
            }
        };
    }

    @Test
    void all_read_models_are_asked_to_end_before_the_first_is_waited_for() throws Exception {
        VersionToken token = Bank.append(log, new Opened("1", "ann"));
        List<Projection<Balance>> readModels = IntStream.range(0, READ_MODELS)
                .<Projection<Balance>>mapToObj(i -> Bank.balances("balances_" + i))
                .toList();
        Readside.Builder builder = Readside.on(busyUntilAllAreToEnd(), store);
        readModels.forEach(builder::project);

        try (Readside readside = builder.start()) {
            for (Projection<Balance> each : readModels) {
                assertThat(readside.read(each).after(token).within(LONG).row("1"))
                        .isInstanceOf(Answer.Fresh.class);
                readside.operations().submit(each.name(), new Act.Why("1"), "ann");
            }
            for (int i = 0; i < READ_MODELS; i++) {
                next(recomputing);
            }
        }
    }
}
