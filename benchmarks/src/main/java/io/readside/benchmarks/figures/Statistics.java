package io.readside.benchmarks.figures;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;

/** Medians, quantiles, and how sure a median is. */
public final class Statistics {

    private static final int RESAMPLES = 10_000;
    private static final long SEED = 42;

    private Statistics() {}

    /** The mean of the middle two if there is no middle one. NaN if there is none at all. */
    public static double median(Collection<Double> figures) {
        List<Double> sorted = figures.stream().sorted().toList();
        int count = sorted.size();
        if (count == 0) {
            return Double.NaN;
        }
        return (sorted.get((count - 1) / 2) + sorted.get(count / 2)) / 2;
    }

    /** The smallest figure that so large a share of all is not above. NaN if there is none. */
    public static double quantile(Collection<Double> figures, double share) {
        List<Double> sorted = figures.stream().sorted().toList();
        int rank = (int) Math.ceil(share * sorted.size());
        return sorted.isEmpty() ? Double.NaN : sorted.get(Math.max(0, rank - 1));
    }

    /**
     * What the median is above with 95 % confidence: medians of so many rounds, drawn anew from these with replacement, are above
     * it nineteen times in twenty. The same rounds give the same bound.
     */
    public static double lowerBound(List<Double> figures) {
        if (figures.isEmpty()) {
            return Double.NaN;
        }
        SplittableRandom random = new SplittableRandom(SEED);
        List<Double> medians = new ArrayList<>(RESAMPLES);
        for (int i = 0; i < RESAMPLES; i++) {
            List<Double> drawn = new ArrayList<>(figures.size());
            for (int j = 0; j < figures.size(); j++) {
                drawn.add(figures.get(random.nextInt(figures.size())));
            }
            medians.add(median(drawn));
        }
        return quantile(medians, 0.05);
    }
}
