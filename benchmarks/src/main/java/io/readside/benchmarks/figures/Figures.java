package io.readside.benchmarks.figures;

import java.util.Locale;

/** How figures are shown to people. */
final class Figures {

    private Figures() {}

    /** Three significant digits, with spaces between thousands: 0.123, 4.56, 78.9, 12 300. */
    static String rounded(double figure) {
        if (figure < 1) {
            return String.format(Locale.ROOT, "%.3g", figure);
        }
        if (figure < 100) {
            return String.format(Locale.ROOT, figure < 10 ? "%.2f" : "%.1f", figure);
        }
        double unit = Math.pow(10, Math.floor(Math.log10(figure)) - 2);
        return String.format(Locale.ROOT, "%,d", Math.round(Math.round(figure / unit) * unit))
                .replace(',', ' ');
    }
}
