package io.readside.cli;

import java.util.Random;
import java.util.UUID;

/** Lines to import, the same for the same seed. */
final class SampleLines {

    private SampleLines() {}

    static String text(int lines, long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            int order = random.nextInt(Math.max(1, lines / 5));
            text.append("{\"stream\":\"order-").append(order);
            text.append("\",\"type\":\"Type").append(random.nextInt(3));
            text.append("\",\"version\":").append(1 + random.nextInt(2));
            text.append(",\"id\":\"").append(new UUID(random.nextLong(), random.nextLong()));
            text.append("\",\"time\":\"2026-0").append(1 + random.nextInt(9)).append("-11T10:11:12.");
            text.append(100_000 + random.nextInt(900_000))
                    .append("Z\",\"data\":{\"line\":")
                    .append(i);
            text.append(",\"cents\":").append(random.nextInt(100_000)).append(".50,\"text\":\"grün 🙂\\n\"},");
            text.append("\"metadata\":{\"by\":\"").append(random.nextInt(9)).append("\"}}\n");
        }
        return text.toString();
    }
}
