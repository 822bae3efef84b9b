package io.readside.benchmarks.work;

import io.readside.benchmarks.database.Database;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a JVM is started for: words {@code name=value} on its command line. */
public final class Job {

    private final Map<String, String> words = new LinkedHashMap<>();

    /** @param task as {@link WorkerMain} knows it */
    public static Job of(String task, String contender) {
        return new Job().with("task", task).with("contender", contender);
    }

    static Job parse(String[] args) {
        Job job = new Job();
        for (String arg : args) {
            int equals = arg.indexOf('=');
            job.words.put(arg.substring(0, equals), arg.substring(equals + 1));
        }
        return job;
    }

    public Job with(String name, Object value) {
        words.put(name, value.toString());
        return this;
    }

    public List<String> args() {
        List<String> args = new ArrayList<>();
        words.forEach((name, value) -> args.add(name + "=" + value));
        return args;
    }

    public String text(String name) {
        String value = words.get(name);
        if (value == null) {
            throw new IllegalArgumentException("The job does not say '" + name + "': " + args());
        }
        return value;
    }

    long number(String name) {
        return Long.parseLong(text(name));
    }

    Database database(String name) {
        return new Database(text(name));
    }
}
