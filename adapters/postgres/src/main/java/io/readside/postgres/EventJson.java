package io.readside.postgres;

import io.readside.event.EventData;
import io.readside.event.Json;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The array that {@code readside.append} takes. */
final class EventJson {

    private EventJson() {}

    static String array(List<EventData> events) {
        StringBuilder json = new StringBuilder("[");
        for (EventData event : events) {
            if (json.length() > 1) {
                json.append(',');
            }
            element(json, event);
        }
        return json.append(']').toString();
    }

    private static void element(StringBuilder json, EventData event) {
        json.append("{\"id\":\"").append(event.id());
        json.append("\",\"type\":").append(Json.write(event.type().name()));
        json.append(",\"version\":").append(event.type().version());
        if (event.occurredAt() != null) {
            // cut, not rounded: PostgreSQL keeps microseconds
            json.append(",\"time\":\"").append(event.occurredAt().truncatedTo(ChronoUnit.MICROS));
            json.append('"');
        }
        json.append(",\"data\":").append(event.data());
        json.append(",\"metadata\":").append(event.metadata()).append('}');
    }
}
