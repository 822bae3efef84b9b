package io.readside.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells people how far something long has got: a bar on a terminal, a line now and then elsewhere. */
final class Progress implements AutoCloseable {

    private static final long BAR_NANOS = Duration.ofMillis(200).toNanos();
    private static final long LINE_NANOS = Duration.ofSeconds(5).toNanos();
    private static final int LONGEST_BAR = 24;
    private static final int SHORTEST_BAR = 6;

    /** A line that wraps could not be written over. */
    private static final int LINE_CHARACTERS = 79;

    private final PrintStream err;
    private final boolean terminal;
    private final String doing;
    private final long start = System.nanoTime();
    private long next;
    private @Nullable String shown;

    /**
     * What there is to show.
     *
     * @param share of the whole that is done, from 0 to 1; empty: nobody can tell
     */
    record Sight(OptionalDouble share, String text) {}

    /** @param doing a verb or a name: {@code importing} */
    Progress(Io io, String doing) {
        this.err = io.err();
        this.terminal = io.terminal();
        this.doing = doing;
        this.next = start + (terminal ? BAR_NANOS : LINE_NANOS);
    }

    /**
     * Cheap enough for every event.
     *
     * @param done of {@code total}, in any unit
     */
    void at(long events, long done, long total) {
        show(() -> {
            double share = total == 0 ? 1 : Math.min(1, (double) done / total);
            double seconds = seconds();
            long left = share == 0 ? 0 : Math.round(seconds / share * (1 - share));
            String text = String.format(
                    Locale.ROOT, "%d events  %.0f/s  ETA %d:%02d", events, events / seconds, left / 60, left % 60);
            return new Sight(OptionalDouble.of(share), text);
        });
    }

    /** For what only tells how much of it is done, or not even that. */
    void at(Supplier<OptionalDouble> share) {
        show(() -> new Sight(share.get(), Durations.text(Duration.ofMillis(Math.round(seconds() * 1000)))));
    }

    /** Asks for the sight only when it is time to show one. */
    void show(Supplier<Sight> sight) {
        long now = System.nanoTime();
        if (now - next < 0) {
            return;
        }
        next = now + (terminal ? BAR_NANOS : LINE_NANOS);
        Sight seen = sight.get();
        String text = percent(seen.share()) + seen.text();
        if (terminal) {
            bar(seen.share(), text);
        } else {
            err.println(doing + " " + text.strip());
        }
    }

    private double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    private static String percent(OptionalDouble share) {
        return share.isPresent() ? String.format(Locale.ROOT, "%3.0f %%  ", 100 * share.getAsDouble()) : "";
    }

    private void bar(OptionalDouble share, String text) {
        String line = doing + " " + (share.isPresent() ? bar(share.getAsDouble(), text) + " " : "") + text;
        String cut = line.length() > LINE_CHARACTERS ? line.substring(0, LINE_CHARACTERS) : line;
        int before = shown == null ? 0 : shown.length();
        err.print("\r" + cut + " ".repeat(Math.max(0, before - cut.length())));
        err.flush();
        shown = cut;
    }

    private String bar(double share, String text) {
        int room = LINE_CHARACTERS - doing.length() - text.length() - "  []".length();
        int length = Math.max(SHORTEST_BAR, Math.min(LONGEST_BAR, room));
        int full = (int) (share * length);
        return "[" + "#".repeat(full) + ".".repeat(length - full) + "]";
    }

    /** Wipes the bar. */
    @Override
    public void close() {
        if (shown != null) {
            err.print("\r" + " ".repeat(shown.length()) + "\r");
            err.flush();
        }
    }
}
