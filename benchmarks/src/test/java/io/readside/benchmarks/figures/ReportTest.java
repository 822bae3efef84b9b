package io.readside.benchmarks.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class ReportTest {

    private static List<Measured> lines() {
        Summary summary = new Summary();
        for (int round = 1; round <= 2; round++) {
            for (String contender : List.of("readside-fold", "pekko")) {
                summary.add(new Measured()
                        .put("contender", contender)
                        .put("workload", "catch-up")
                        .put("round", round)
                        .put("eventsPerSecond", (contender.equals("pekko") ? 40_000 : 80_000) + 1_000.0 * round));
            }
        }
        return summary.lines();
    }

    @Test
    void a_table_has_medians_ranges_and_ratios_with_their_bounds() {
        assertThat(Report.table("catch-up: eventsPerSecond", lines()).lines())
                .contains(
                        "| | rounds | median | range | readside-fold | pekko |",
                        "| readside-fold | 2 | 81 500 | 81 000 to 82 000 | | 1.96 (1.95) |");
    }

    @Test
    void a_plot_has_a_bar_for_each_contender_to_the_same_scale() throws Exception {
        String svg = Report.plot("this & that", lines());

        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        double ours = width(document, 0);
        double theirs = width(document, 1);
        assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(2);
        assertThat(ours / theirs).isBetween(1.95, 1.97);
        assertThat(document.getElementsByTagName("title").item(0).getTextContent())
                .isEqualTo("this & that");
    }

    private static double width(Document document, int bar) {
        return Double.parseDouble(
                ((Element) document.getElementsByTagName("rect").item(bar)).getAttribute("width"));
    }

    @Test
    void figures_have_three_digits_that_mean_something() {
        assertThat(List.of(0.1234, 1.234, 56.78, 123.4, 12_345.0, 1_234_567.0))
                .map(Figures::rounded)
                .containsExactly("0.123", "1.23", "56.8", "123", "12 300", "1 230 000");
    }

    @Test
    void a_file_of_lines_becomes_a_plot_for_each_workload_and_metric(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("lines");
        Files.writeString(
                file, "{\"contender\":\"pekko\",\"workload\":\"catch-up\",\"round\":1,\"eventsPerSecond\":40000}\n");

        Report.main(new String[] {folder.toString(), file.toString()});

        assertThat(folder.resolve("catch-up-eventspersecond.svg")).exists();
    }
}
