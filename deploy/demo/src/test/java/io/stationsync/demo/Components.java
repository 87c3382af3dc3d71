package io.stationsync.demo;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What a service says of its parts: the components of the health group {@code sync}. */
final class Components {
    private Components() {}

    /** @param name {@code database}, {@code link}, {@code capture} or {@code apply} */
    static JsonNode details(ServiceProcess service, String name) {
        return service.health("/sync").path("components").path(name).path("details");
    }

    static String state(ServiceProcess service, String name) {
        return details(service, name).path("state").asString("");
    }

    /** Waits until the component is in one of the states, and returns its details then. */
    static JsonNode await(ServiceProcess service, String name, Duration patience, String... states) {
        JsonNode[] found = new JsonNode[1];
        Waiting.until("%s of %s is %s".formatted(name, service, Arrays.toString(states)), patience, () -> {
            found[0] = details(service, name);
            return Arrays.asList(states).contains(found[0].path("state").asString(""))
                    ? Optional.empty()
                    : Optional.of("It says %s. Its log ends:\n%s".formatted(service.health("/sync"), service.log()));
        });
        return found[0];
    }
}
