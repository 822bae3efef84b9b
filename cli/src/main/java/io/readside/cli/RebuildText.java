package io.readside.cli;

import io.readside.monitor.Pace;
import io.readside.monitor.RebuildStatus;
import io.readside.readstore.Compared;
import io.readside.readstore.Difference;
import io.readside.readstore.Generation;
import io.readside.readstore.Overview;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A rebuild, for people. */
final class RebuildText {

    /** Who has the worker itself wait. */
    private static final String OURSELVES = "readside: ";

    private RebuildText() {}

    /** One line, and what is in its way, a line for each. */
    static List<String> lines(RebuildStatus status) {
        Rebuild rebuild = status.rebuild();
        List<String> lines = new ArrayList<>();
        lines.add("rebuild: " + green(rebuild) + " " + situation(status));
        if (rebuild.state() == State.SWAPPED) {
            lines.add(wayBack(status));
            return lines;
        }
        lines.addAll(obstacles(status.green()));
        if (!RebuildStatus.isFed(status.green())) {
            lines.add("nobody feeds " + rebuild.green() + ": start an instance that declares version "
                    + rebuild.version());
        }
        return lines;
    }

    /** What came of it, in one line. */
    static String verdict(Rebuild rebuild, boolean swapNow) {
        String took =
                rebuild.took().map(time -> ", built in " + Durations.text(time)).orElse("");
        String verdict = green(rebuild) + " "
                + switch (rebuild.state()) {
                    case VERIFIED -> "is verified: ";
                    case DIFFERS -> "differs: ";
                    default -> "was swapped in: ";
                }
                + rebuild.note() + took + ".";
        return switch (rebuild.state()) {
            case VERIFIED -> verdict + (swapNow ? "" : " Swap: ./readside swap " + rebuild.projection());
            case DIFFERS ->
                verdict + " Declare what differs in the new version, or mend it, and compare again: ./readside rebuild "
                        + rebuild.projection();
            default -> verdict;
        };
    }

    /** What can be done after a swap. */
    static String afterSwap(String name) {
        return "Back: ./readside rollback " + name + "; end: ./readside drop " + name;
    }

    /** {@code order_summary__g2, version 2,} */
    static String green(Rebuild rebuild) {
        return rebuild.green() + ", version " + rebuild.version() + ",";
    }

    private static String situation(RebuildStatus status) {
        Rebuild rebuild = status.rebuild();
        String name = rebuild.projection();
        return switch (rebuild.state()) {
            case PLANNED ->
                "is planned (" + rebuild.by() + "): " + left(status) + ". Begin: ./readside rebuild " + name;
            case LOADING, CATCHING_UP -> doing(rebuild) + ": " + left(status) + goOn(rebuild);
            case AT_HEAD -> doing(rebuild) + ": " + rebuild.note() + goOn(rebuild);
            case DIFFERS ->
                "differs: " + rebuild.note() + ". Show: ./readside status " + name
                        + "; compare again: ./readside rebuild " + name + "; give up: ./readside abort " + name;
            case VERIFIED -> "is verified: " + rebuild.note() + ". Swap: ./readside swap " + name;
            case SWAPPED -> "was swapped " + rebuild.since();
            case DROPPED, ABORTED -> "has ended: " + rebuild.note();
        };
    }

    /** {@code loading}, {@code loading, paused by ann}. */
    static String doing(Rebuild rebuild) {
        String doing = switch (rebuild.state()) {
            case LOADING -> "loading";
            case CATCHING_UP -> "catching up";
            case AT_HEAD -> "comparing with " + rebuild.blue();
            default -> rebuild.state().name().toLowerCase(Locale.ROOT);
        };
        return doing
                + rebuild.pausedBy()
                        .map(by -> by.startsWith(OURSELVES)
                                ? ", " + by.substring(OURSELVES.length())
                                : ", paused by " + by)
                        .orElse("");
    }

    private static String goOn(Rebuild rebuild) {
        return rebuild.pausedBy()
                .filter(by -> !by.startsWith(OURSELVES))
                .map(by -> ". Go on: ./readside resume " + rebuild.projection() + " --rebuild")
                .orElse("");
    }

    /** {@code 8598 events left, 9800/s, ETA 0.9 s}. */
    private static String left(RebuildStatus status) {
        return String.join(", ", left(status, " events left"));
    }

    /** {@code 8598 left  9800/s  ETA 0.9 s}, for a line that has to be short. */
    static String leftBriefly(RebuildStatus status) {
        return String.join("  ", left(status, " left"));
    }

    private static List<String> left(RebuildStatus status, String unit) {
        List<String> parts = new ArrayList<>();
        parts.add((status.left().estimated() ? "~" : "") + status.left().events() + unit);
        status.pace()
                .ifPresent(pace -> status.timeLeft().ifPresent(time -> {
                    parts.add(String.format(Locale.ROOT, "%.0f/s", pace.perSecond()));
                    parts.add("ETA " + Durations.text(time) + (pace.isEstimated() ? " (" + source(pace) + ")" : ""));
                }));
        return parts;
    }

    private static String source(Pace pace) {
        return pace.source() == Pace.Source.LAST_TIME ? "as last time" : "estimated";
    }

    private static String wayBack(RebuildStatus status) {
        Rebuild rebuild = status.rebuild();
        Generation blue = status.blue().generation();
        String kept = rebuild.blue() + ", version " + blue.version() + ", is kept "
                + (status.behind().estimated() ? "~" : "") + status.behind().events() + " events behind";
        if (status.canRollBack()) {
            return kept + ". " + afterSwap(rebuild.projection());
        }
        String why = rebuild.newTimeline()
                ? " of a log that is gone"
                : RebuildStatus.isFed(status.blue()) ? " and stands still" : " and nobody feeds it";
        return kept + why + ": no way back. End: ./readside drop " + rebuild.projection();
    }

    private static List<String> obstacles(Overview green) {
        Generation generation = green.generation();
        List<String> lines = new ArrayList<>();
        if (generation.state() instanceof RunState.Stopped stopped) {
            lines.add(generation.id() + " stopped at position " + stopped.at() + " (" + stopped.event() + ", since "
                    + stopped.since() + "): " + stopped.reason());
        } else if (generation.state() instanceof RunState.Regressed regressed) {
            lines.add(generation.id() + " has stopped since " + regressed.since() + ": " + regressed.reason());
        }
        if (generation.parkedKeys() > 0) {
            lines.add(generation.id() + " has " + generation.parkedKeys() + " parked keys with " + green.parkedEvents()
                    + " events, and is not swapped with them");
        }
        return lines;
    }

    /** What a comparison found, first what nobody has declared. */
    static List<String> differences(Compared compared) {
        List<String> lines = new ArrayList<>();
        if (compared.unexpected() > 0) {
            lines.add(counted(compared.unexpected(), compared.surprises()) + " as nobody has declared:");
            lines.addAll(table(compared.surprises()));
        }
        if (!compared.asDeclared().isEmpty()) {
            lines.add("As declared, " + some(compared.asDeclared()) + ":");
            lines.addAll(table(compared.asDeclared()));
        }
        return lines;
    }

    private static String counted(long all, List<Difference> samples) {
        return all
                + (all == 1 ? " key differs" : " keys differ")
                + (samples.size() < all ? ", of which the first " + samples.size() + " are shown," : "");
    }

    private static String some(List<Difference> samples) {
        return samples.size() < Compared.SAMPLES ? "these differ" : "the first " + samples.size() + " that differ";
    }

    private static List<String> table(List<Difference> differences) {
        return new DifferenceTable("blue", "green").add(differences).lines();
    }
}
