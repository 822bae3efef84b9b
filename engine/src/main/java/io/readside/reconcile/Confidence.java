package io.readside.reconcile;

/**
 * What a sample says of the keys that are not in it.
 *
 * @param keys how many were drawn, each as likely as any other that has a row
 */
public record Confidence(int keys) {

    /**
     * The share of keys, from 0 to 1, of which this holds: if so many or more were wrong, a sample of this size would have
     * found one. With a share p it finds none with a probability of (1 − p)ⁿ at most.
     *
     * @param confidence from 0 to 1, 0.95 for example
     */
    public double share(double confidence) {
        return 1 - Math.pow(1 - confidence, 1.0 / keys);
    }
}
