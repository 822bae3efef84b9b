package io.readside.planted.event;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** A library of ours that users would have to know. */
public interface ShowsJackson {

    void take(List<JsonNode> nodes);
}
