package io.readside.cli;

import io.readside.readstore.Overview.Refresh;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is said of a materialized view beyond what holds for every read model: its last refresh. */
final class ViewText {

    private ViewText() {}

    static String line(String name, Refresh refresh) {
        return name + " was refreshed at " + refresh.at() + " in " + Durations.text(refresh.took()) + ", computed from "
                + refresh.source() + (refresh.sourceIsActive() ? "." : ", which is not active any more.");
    }

    static Map<String, Object> members(Refresh refresh) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("refreshedAt", refresh.at().toString());
        members.put("refreshSeconds", refresh.took().toMillis() / 1000.0);
        members.put("computedFrom", refresh.source().toString());
        members.put("computedFromActive", refresh.sourceIsActive());
        return members;
    }
}
