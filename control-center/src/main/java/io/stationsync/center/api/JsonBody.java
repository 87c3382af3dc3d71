package io.stationsync.center.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The body of a request: a JSON object with known fields. */
final class JsonBody {
    private static final int LONGEST_REASON = 1_000;

    private final JsonNode body;

    /** @throws ApiException if it is no object or has any other field: a misspelt one would have no effect */
    JsonBody(JsonNode body, List<String> fields) {
        if (!body.isObject()) {
            throw ApiException.badRequest("body: no JSON object (expected: one with %s)".formatted(fields));
        }
        for (String field : body.propertyNames()) {
            if (!fields.contains(field)) {
                throw ApiException.badRequest("%s: unknown field (expected: one of %s)".formatted(field, fields));
            }
        }
        this.body = body;
    }

    /** A missing node if it is not there. */
    JsonNode path(String field) {
        return body.path(field);
    }

    /** Null if it is not there or null. */
    @Nullable
    String text(String field) {
        JsonNode given = body.path(field);
        if (given.isMissingNode() || given.isNull()) {
            return null;
        }
        if (!given.isString() || given.stringValue().isEmpty()) {
            throw ApiException.badRequest("%s: %s (expected: a string, or none)".formatted(field, given));
        }
        return given.stringValue();
    }

    /** Null if it is not there or null. */
    @Nullable
    Integer number(String field) {
        JsonNode given = body.path(field);
        if (given.isMissingNode() || given.isNull()) {
            return null;
        }
        if (!given.isIntegralNumber() || !given.canConvertToInt()) {
            throw ApiException.badRequest("%s: %s (expected: an integer, or none)".formatted(field, given));
        }
        return given.intValue();
    }

    /** Columns and their values; empty if there are none. */
    Map<String, JsonNode> values() {
        JsonNode given = body.path("values");
        if (given.isMissingNode() || given.isNull()) {
            return Map.of();
        }
        if (!given.isObject()) {
            throw ApiException.badRequest("values: no JSON object (expected: one of column and value)");
        }
        Map<String, JsonNode> values = new LinkedHashMap<>();
        given.properties().forEach(property -> values.put(property.getKey(), property.getValue()));
        return values;
    }

    String reason() {
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
