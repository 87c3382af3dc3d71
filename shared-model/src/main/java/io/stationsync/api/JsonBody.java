package io.stationsync.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The body of a request: a JSON object with known fields. */
public final class JsonBody {
    private static final int LONGEST_REASON = 1_000;
    private static final int LONGEST_NAME = 100;

    private final JsonNode body;

    /** @throws ApiException if it is no object or has any other field: a misspelt one would have no effect */
    public JsonBody(JsonNode body, List<String> fields) {
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
    public JsonNode path(String field) {
        return body.path(field);
    }

    /** Null if it is not there or null. */
    @Nullable
    public String text(String field) {
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
    public Integer number(String field) {
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
    public Map<String, JsonNode> values() {
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

    public String reason() {
        return required("reason", LONGEST_REASON, "that say why");
    }

    /** Of a person. */
    public String name(String field) {
        return required(field, LONGEST_NAME, "that say who");
    }

    private String required(String field, int longest, String what) {
        JsonNode given = body.path(field);
        String text = given.isString() ? given.stringValue().strip() : "";
        int length = text.codePointCount(0, text.length());
        if (length == 0 || length > longest) {
            throw ApiException.badRequest("%s: %s (expected: 1..%d characters %s)"
                    .formatted(field, length == 0 ? "none" : length + " characters", longest, what));
        }
        return text;
    }
}
