package io.readside.cli;

import io.readside.Operations;
import io.readside.projection.Key;
import io.readside.readstore.Intent;
import io.readside.readstore.ParkedKey;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a worker does between two batches. */
abstract class ShortAct extends Acting {

    @Option(
            names = "--within",
            paramLabel = "DURATION",
            defaultValue = "30s",
            converter = Durations.class,
            description = "Longest to wait for the worker's report. Default: ${DEFAULT-VALUE}.")
    private Duration within = Duration.ofSeconds(30);

    ShortAct(Io io) {
        super(io);
    }

    @Override
    final Intent.Report ask(Operations operations, Intent.Act act) throws InterruptedException {
        return operations
                .ask(name, act, by(), within)
                .orElseThrow(() -> new Trouble(
                        "The worker of '" + name + "' has not reported within " + Durations.text(within) + ".",
                        "What was asked stays to be done; see './readside status'."));
    }

    /**
     * What is parked in any generation.
     *
     * @param key null: every key
     */
    final Stream<ParkedKey> parked(Operations operations, @Nullable String key) {
        return operations.parked(Optional.of(name)).stream().filter(found -> {
            Key parked = found.first().key();
            return key == null
                    || parked.toString().equals(key)
                    || parked.toJson().equals(key);
        });
    }

    @Override
    Trouble refused(Operations operations, Intent.Report report) {
        return new Trouble(report.message(), "See './readside parked " + name + "'.");
    }
}
