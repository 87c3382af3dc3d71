package io.stationsync.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.demo.ServiceProcess.Answer;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Whoever decides about conflicts, through the center's API. */
record Operator(Center center) {
    static final String REASON = "asked the station";

    /** The only conflict of a row, as the list has it. */
    JsonNode conflict(String table, Station station, long id) {
        JsonNode found = center.api(
                "/api/conflicts?station=%1$s&table=%2$s&key=id=%3$d,code=%1$s".formatted(station.code(), table, id));
        assertThat(found.path("total").asInt()).as("conflicts of row %d", id).isEqualTo(1);
        return found.path("conflicts").path(0);
    }

    /** A conflict with its rows. */
    JsonNode look(JsonNode conflict) {
        return center.api("/api/conflicts/" + conflict.path("id").asLong());
    }

    /** @param decision the fields of the request but for the reason */
    Answer resolve(JsonNode conflict, String decision) {
        return center.post(
                "/api/conflicts/%d/resolve".formatted(conflict.path("id").asLong()),
                "{%s,\"reason\":\"%s\"}".formatted(decision, REASON));
    }

    /** The only entry of the audit about a conflict. */
    JsonNode audited(JsonNode conflict) {
        String subject = "conflict " + conflict.path("id").asLong();
        List<JsonNode> entries = center.api("/api/audit?size=500")
                .path("audit")
                .valueStream()
                .filter(entry -> entry.path("subject").asString().equals(subject))
                .toList();
        assertThat(entries).as("the audit of " + subject).hasSize(1);
        return entries.get(0);
    }
}
