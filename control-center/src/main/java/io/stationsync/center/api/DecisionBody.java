package io.stationsync.center.api;

import io.stationsync.api.ApiException;
import io.stationsync.api.JsonBody;
import io.stationsync.center.conflict.Choice;
import io.stationsync.center.conflict.Decision;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The body of a request that decides about a conflict. */
final class DecisionBody {
    private static final List<String> FIELDS = List.of("decision", "values", "overwrite", "reason");

    private final JsonBody body;

    private DecisionBody(JsonBody body) {
        this.body = body;
    }

    /** @throws ApiException if it is not as described in README */
    static Decision read(JsonNode json, String user) {
        JsonBody fields = new JsonBody(json, FIELDS);
        DecisionBody body = new DecisionBody(fields);
        Choice choice = body.choice();
        return new Decision(choice, body.values(choice), body.overwrite(), user, fields.reason());
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
        return body.values();
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
}
