package io.readside.benchmarks.figures;

import io.readside.benchmarks.figures.BarChart.Bar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes tables in Markdown and plots of the lines that {@code benchmarks/run} has printed. */
public final class Report {

    private Report() {}

    /** The first argument is the folder for the plots, the others are files of lines. The tables go to standard output. */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        Summary summary = new Summary();
        for (String file : List.of(args).subList(1, args.length)) {
            for (String line : Files.readAllLines(Path.of(file))) {
                Measured measured = Measured.parse(line);
                if (measured.text("summary").isEmpty()) {
                    summary.add(measured);
                }
            }
        }
        for (Map.Entry<String, List<Measured>> section : sections(summary).entrySet()) {
            List<Measured> lines = section.getValue();
            System.out.println(table(section.getKey(), lines));
            String name = section.getKey().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
            Files.writeString(folder.resolve(name + ".svg"), plot(section.getKey(), lines));
        }
    }

    /** One for each workload and metric. */
    private static Map<String, List<Measured>> sections(Summary summary) {
        Map<String, List<Measured>> sections = new LinkedHashMap<>();
        for (Measured line : summary.lines()) {
            String title = line.text("workload") + ": " + line.text("metric");
            sections.computeIfAbsent(title, t -> new ArrayList<>()).add(line);
        }
        return sections;
    }

    static String plot(String title, List<Measured> lines) {
        List<Bar> bars = lines.stream()
                .map(line -> new Bar(
                        line.text("contender"),
                        figure(line, "median"),
                        figure(line, "min"),
                        figure(line, "max"),
                        line.text("contender").startsWith("readside")))
                .toList();
        return new BarChart(title, bars).svg();
    }

    static String table(String title, List<Measured> lines) {
        StringBuilder table = new StringBuilder("### " + title + "\n\n| | rounds | median | range |");
        lines.forEach(line -> table.append(' ').append(line.text("contender")).append(" |"));
        table.append("\n|---|---|---|---|").append("---|".repeat(lines.size())).append('\n');
        for (Measured line : lines) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s to %s |",
                    line.text("contender"),
                    line.text("rounds"),
                    Figures.rounded(figure(line, "median")),
                    Figures.rounded(figure(line, "min")),
                    Figures.rounded(figure(line, "max"))));
            lines.forEach(other -> table.append(ratio(line, other)));
            table.append('\n');
        }
        return table.toString();
    }

    private static String ratio(Measured line, Measured other) {
        return line.against(other.text("contender"))
                .map(ratio ->
                        String.format(Locale.ROOT, " %.2f (%.2f) |", figure(ratio, "ratio"), figure(ratio, "atLeast")))
                .orElse(" |");
    }

    private static double figure(Measured line, String name) {
        return line.number(name).orElseThrow();
    }
}
