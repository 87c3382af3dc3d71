package io.stationsync.center.api;

import io.stationsync.center.conflict.Choice;
import io.stationsync.center.conflict.Decision;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The body of a request that decides about a conflict. */
final class DecisionBody {
    private static final int LONGEST_REASON = 1_000;
    private static final List<String> FIELDS = List.of("decision", "values", "overwrite", "reason");

    private final JsonNode body;

    private DecisionBody(JsonNode body) {
        this.body = body;
    }

    /** @throws ApiException if it is not as described in README */
    static Decision read(JsonNode json, String user) {
        if (!json.isObject()) {
            throw ApiException.badRequest("body: no JSON object (expected: one with %s)".formatted(FIELDS));
        }
        DecisionBody body = new DecisionBody(json);
        body.checkFields();
        Choice choice = body.choice();
        return new Decision(choice, body.values(choice), body.overwrite(), user, body.reason());
    }

    private void checkFields() {
        for (String field : body.propertyNames()) {
            if (!FIELDS.contains(field)) {
                throw ApiException.badRequest("%s: unknown field (expected: one of %s)".formatted(field, FIELDS));
            }
        }
    }

    private Choice choice() {
        JsonNode given = body.path("decision");
        return Arrays.stream(Choice.values())
                .filter(choice -> given.isString() && choice.code().equals(given.stringValue()))
                .findFirst()
                .orElseThrow(() -> ApiException.badRequest("decision: %s (expected: one of %s)"
                        .formatted(
                                given.isMissingNode() ? "none" : given,
                                Arrays.stream(Choice.values()).map(Choice::code).toList())));
    }

    private Map<String, JsonNode> values(Choice choice) {
        JsonNode given = body.path("values");
        if (choice != Choice.VALUES) {
            if (!given.isMissingNode() && !given.isNull() && !given.isEmpty()) {
                throw ApiException.badRequest("values: given (expected: none with %s)".formatted(choice.code()));
            }
            return Map.of();
        }
        if (!given.isObject() || given.isEmpty()) {
            throw ApiException.badRequest("values: none (expected: an object of column and value, one or more)");
        }
        Map<String, JsonNode> values = new LinkedHashMap<>();
        given.properties().forEach(property -> values.put(property.getKey(), property.getValue()));
        return values;
    }

    private boolean overwrite() {
        JsonNode given = body.path("overwrite");
        if (given.isMissingNode()) {
            return false;
        }
        if (!given.isBoolean()) {
            throw ApiException.badRequest("overwrite: %s (expected: true or false)".formatted(given));
        }
        return given.booleanValue();
    }

    private String reason() {
        JsonNode given = body.path("reason");
        String reason = given.isString() ? given.stringValue().strip() : "";
        int length = reason.codePointCount(0, reason.length());
        if (length == 0 || length > LONGEST_REASON) {
            throw ApiException.badRequest("reason: %s (expected: 1..%d characters that say why)"
                    .formatted(length == 0 ? "none" : length + " characters", LONGEST_REASON));
        }
        return reason;
    }
}
