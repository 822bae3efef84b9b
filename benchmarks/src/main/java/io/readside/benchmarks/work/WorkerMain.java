package io.readside.benchmarks.work;

import io.readside.benchmarks.contender.Contender;
import io.readside.benchmarks.contender.Contender.Following;
import io.readside.benchmarks.contender.Contenders;
import io.readside.benchmarks.figures.Measured;
import java.io.PrintStream;
import java.util.List;

/** Does one job in a JVM of its own; a line of figures each on standard output, and nothing else there. */
public final class WorkerMain {

    private WorkerMain() {}

    public static void main(String[] args) throws Exception {
        Job job = Job.parse(args);
        PrintStream figures = System.out;
        System.setOut(System.err); // for peers that talk
        try {
            measured(job, figures).forEach(figures::println);
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1);
        }
        System.exit(0); // peers may have left threads
    }

    private static List<Measured> measured(Job job, PrintStream figures) throws Exception {
        String task = job.text("task");
        String name = job.text("contender");
        if (task.equals("import")) {
            Imports imports = new Imports(job);
            return List.of(name.equals("copy") ? imports.copy() : imports.readside());
        }
        Contender contender = Contenders.named(name);
        return switch (task) {
            case "fill" -> fill(contender, job);
            case "follow" -> follow(contender, job, figures);
            case "catch-up" -> List.of(new Replays(contender, job).catchUp());
            case "rebuild" -> List.of(new Replays(contender, job).rebuild());
            case "append" -> List.of(new Appends(contender, job).run());
            case "latency-one-process" -> List.of(new Live(contender, job).latencyInOneProcess());
            case "latency-two-processes" -> List.of(new Live(contender, job).latencyInTwoProcesses());
            case "saturate" -> List.of(new Live(contender, job).saturate());
            case "rebuild-live" -> new Live(contender, job).rebuild();
            default -> throw new IllegalArgumentException("There is no task '" + task + "'.");
        };
    }

    private static List<Measured> fill(Contender contender, Job job) throws Exception {
        contender.fillLog(job.database("log"), job.number("events"));
        return List.of();
    }

    private static List<Measured> follow(Contender contender, Job job, PrintStream figures) throws Exception {
        try (Following following =
                contender.follow(job.database("log"), job.database("store"), "order_summary", Long.MAX_VALUE)) {
            figures.println(OtherProcess.READY);
            while (System.in.read() >= 0) {
                // whoever has started it has nothing to say but that it is enough
            }
        }
        return List.of();
    }
}
