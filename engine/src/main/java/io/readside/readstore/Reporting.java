package io.readside.readstore;

import java.util.function.Function;

/**
 * What came of an intent, to be written down in one act with what it led to: neither is ever there without the other, so that
 * what was done once is not done again.
 *
 * @param intent its id
 * @param words the report, told of the rebuild as it is then
 */
public record Reporting(long intent, Function<Rebuild, Intent.Report> words) {

    public Intent.Report report(Rebuild after) {
        return words.apply(after);
    }
}
