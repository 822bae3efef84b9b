package io.readside.benchmarks.figures;

import java.util.List;
import java.util.Locale;

/** Medians as bars with the range of all rounds, as an SVG that is legible on light and on dark ground. */
final class BarChart {

    private static final int WIDTH = 720;
    private static final int LABELS = 130;
    private static final int VALUES = 90;
    private static final int TITLE = 34;
    private static final int ROW = 26;
    private static final int BAR = 16;

    /**
     * One bar.
     *
     * @param isOurs whether it stands out
     */
    record Bar(String label, double median, double min, double max, boolean isOurs) {}

    private final String title;
    private final List<Bar> bars;

    BarChart(String title, List<Bar> bars) {
        this.title = title;
        this.bars = bars;
    }

    String svg() {
        double most = bars.stream().mapToDouble(Bar::max).max().orElse(1);
        double scale = (WIDTH - LABELS - VALUES) / most;
        StringBuilder svg = new StringBuilder();
        add(
                svg,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$d\" height=\"%2$d\" viewBox=\"0 0 %1$d %2$d\""
                        + " font-family=\"sans-serif\" font-size=\"13\" fill=\"#6e7781\">%n",
                WIDTH,
                TITLE + ROW * bars.size() + 6);
        add(svg, "<title>%1$s</title>%n<text x=\"0\" y=\"18\" font-weight=\"bold\">%1$s</text>%n", escaped(title));
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            int top = TITLE + ROW * i;
            int text = top + 13;
            int middle = top + BAR / 2;
            add(svg, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n", LABELS - 8, text, escaped(bar.label()));
            add(
                    svg,
                    "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
                    LABELS,
                    top,
                    bar.median() * scale,
                    BAR,
                    bar.isOurs() ? "#2f81f7" : "#afb8c1");
            add(
                    svg,
                    "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%3$d\" y2=\"%3$d\" stroke=\"#424a53\" stroke-width=\"2\"/>%n",
                    LABELS + bar.min() * scale,
                    LABELS + bar.max() * scale,
                    middle);
            add(
                    svg,
                    "<text x=\"%.1f\" y=\"%d\">%s</text>%n",
                    LABELS + bar.max() * scale + 6,
                    text,
                    Figures.rounded(bar.median()));
        }
        return svg.append("</svg>\n").toString();
    }

    private static void add(StringBuilder svg, String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format.replace("%n", "\n"), arguments));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
