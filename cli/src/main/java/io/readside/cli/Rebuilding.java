package io.readside.cli;

import io.readside.Operations;
import io.readside.event.Json;
import io.readside.monitor.Monitor;
import io.readside.postgres.PostgresLog;
import io.readside.postgres.PostgresReadStore;
import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.SwapMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code readside rebuild}. */
@Command(
        name = "rebuild",
        description = {
            "Builds a read model anew beside itself, while the old one serves, compares the two, and follows until that is"
                    + " done. Or goes on with a rebuild that was planned, or has found differences.",
            "",
            "Ctrl-C only ends the following. Exit code 0 if it is verified, 3 if it differs as nobody has declared, 1 if it"
                    + " was given up, cannot go on, or nobody is there to do it."
        })
final class Rebuilding extends LongAct {

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "Only project this key anew, in place; may be given again. Plain text, or a JSON array.")
    private List<String> keys = new ArrayList<>();

    @Option(names = "--swap", description = "Put it in place once it is verified.")
    private boolean swap;

    @Option(
            names = "--new-timeline",
            description = "Accept that the log has lost its tail: what is built is not compared with the old one.")
    private boolean newTimeline;

    @Option(names = "--no-wait", description = "Begin it, and do not follow.")
    private boolean noWait;

    Rebuilding(Io io) {
        super(io, "rebuilding");
    }

    @Override
    int act() throws InterruptedException {
        requireSense();
        return keys.isEmpty() ? rebuild() : carryOut(new Act.Reproject(keys));
    }

    private void requireSense() {
        if (spec != null && !keys.isEmpty() && (swap || newTimeline || noWait)) {
            throw new ParameterException(
                    spec.commandLine(), "--key works in place: there is nothing to swap, to accept or to follow.");
        }
        if (spec != null && swap && noWait) {
            throw new ParameterException(spec.commandLine(), "--swap has to wait until it is verified.");
        }
    }

    private int rebuild() throws InterruptedException {
        try (Databases databases = common.both(io);
                PostgresLog log = PostgresLog.of(databases.log().dataSource());
                PostgresReadStore store =
                        PostgresReadStore.of(databases.readStore().dataSource())) {
            Operations operations = new Operations(store);
            Intent.Report begun = ask(operations, new Act.StartRebuild(newTimeline));
            if (!begun.done()) {
                throw refused(operations, begun);
            }
            if (noWait) {
                return show(begun).code();
            }
            Rebuild rebuild = new Follower(operations, new Monitor(log, store), io, name, UNATTENDED).follow();
            return conclude(operations, rebuild).code();
        }
    }

    private ExitCode conclude(Operations operations, Rebuild rebuild) throws InterruptedException {
        if (rebuild.state() == State.ABORTED) {
            throw new Trouble(
                    "The rebuild of '" + name + "' into " + rebuild.green() + " has ended: " + rebuild.note() + ".",
                    "Begin another one: ./readside rebuild " + name);
        }
        boolean swapNow = swap && rebuild.state() == State.VERIFIED;
        if (!swapNow || !common.json()) {
            print(rebuild, swapNow);
        }
        if (swapNow) {
            swap(operations, rebuild);
        }
        return rebuild.state() == State.DIFFERS ? ExitCode.FOUND_SOMETHING : ExitCode.GOOD;
    }

    private void swap(Operations operations, Rebuild rebuild) throws InterruptedException {
        Intent.Report swapped = ask(operations, new Act.Swap(SwapMode.REPLACE));
        if (!swapped.done()) {
            throw Swap.refusedSwap(operations, name, swapped);
        }
        if (common.json()) {
            print(operations.rebuild(name).orElse(rebuild), false);
        } else {
            Swap.show(io, name, swapped);
        }
    }

    private void print(Rebuild rebuild, boolean swapNow) {
        try (Results results = new Results(io.out())) {
            if (common.json()) {
                Map<String, Object> members = new LinkedHashMap<>();
                members.put("projection_name", name);
                members.putAll(RebuildJson.members(rebuild));
                results.line(Json.write(members));
                return;
            }
            results.line(name + ": " + RebuildText.verdict(rebuild, swapNow));
            rebuild.compared().map(RebuildText::differences).orElse(List.of()).forEach(results::line);
        }
    }

    @Override
    Trouble leave() {
        return new Trouble(
                "The rebuild of '" + name + "' goes on without you.",
                "How far it is: ./readside status " + name + "; to follow it again: ./readside rebuild " + name
                        + "; to give it up: ./readside abort " + name);
    }
}
