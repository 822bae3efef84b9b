package io.readside;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.Bank;
import io.readside.bank.Signals;
import io.readside.consistency.Answer;
import io.readside.event.VersionToken;
import io.readside.memory.MemoryLog;
import io.readside.memory.MemoryReadStore;
import io.readside.projection.Projection;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Timeout;

/** A log and a read store in memory, applications at them, and what becomes of a rebuild. */
@Timeout(60)
abstract class RebuildScene {

    static final Duration LONG = Duration.ofSeconds(30);

    final MemoryLog log = MemoryLog.create(Bank.CLOCK);
    final MemoryReadStore store = MemoryReadStore.atomic(InstantSource.system());
    final BlockingQueue<Rebuild> moves = new LinkedBlockingQueue<>();

    Readside run(Projection<?> projection) {
        return Readside.on(log, store)
                .project(projection)
                .rebuildListener(moves::add)
                .start();
    }

    Rebuild await(State state) throws InterruptedException {
        Rebuild now = Signals.next(moves);
        while (now.state() != state) {
            now = Signals.next(moves);
        }
        return now;
    }

    Report ask(Readside readside, Act act) throws InterruptedException {
        return readside.operations().ask("balances", act, "ann", LONG).orElseThrow();
    }

    static <R> R fresh(Readside readside, Projection<R> projection, VersionToken token, String account) {
        Answer<Optional<R>> answer =
                readside.read(projection).after(token).within(LONG).row(account);
        assertThat(answer).isInstanceOf(Answer.Fresh.class);
        return ((Answer.Fresh<Optional<R>>) answer).value().orElseThrow();
    }
}
