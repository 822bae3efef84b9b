package io.readside.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells people how far something long has got: a bar on a terminal, a line now and then elsewhere. */
final class Progress implements AutoCloseable {

    private static final long BAR_NANOS = Duration.ofMillis(200).toNanos();
    private static final long LINE_NANOS = Duration.ofSeconds(5).toNanos();
    private static final int BAR_CHARACTERS = 24;

    private final PrintStream err;
    private final boolean terminal;
    private final String doing;
    private final long start = System.nanoTime();
    private long next;
    private @Nullable String shown;

    /** @param doing a verb: {@code importing} */
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
        long now = System.nanoTime();
        if (now - next < 0) {
            return;
        }
        next = now + (terminal ? BAR_NANOS : LINE_NANOS);
        double share = total == 0 ? 1 : Math.min(1, (double) done / total);
        double seconds = (now - start) / 1e9;
        long left = share == 0 ? 0 : Math.round(seconds / share * (1 - share));
        String text = String.format(
                Locale.ROOT,
                "%3.0f %%  %d events  %.0f/s  ETA %d:%02d",
                100 * share,
                events,
                events / seconds,
                left / 60,
                left % 60);
        if (terminal) {
            int full = (int) (share * BAR_CHARACTERS);
            show("[" + "#".repeat(full) + ".".repeat(BAR_CHARACTERS - full) + "] " + text);
        } else {
            err.println(doing + " " + text.strip());
        }
    }

    private void show(String text) {
        int before = shown == null ? 0 : shown.length();
        err.print("\r" + doing + " " + text + " ".repeat(Math.max(0, before - text.length())));
        err.flush();
        shown = text;
    }

    /** Wipes the bar. */
    @Override
    public void close() {
        if (shown != null) {
            err.print("\r" + " ".repeat(doing.length() + 1 + shown.length()) + "\r");
            err.flush();
        }
    }
}
