package io.stationsync.decision;

import io.stationsync.decision.DecisionRefusedException.Kind;
import io.stationsync.model.Value;
import io.stationsync.model.ValueType;
import io.stationsync.wire.ColumnTypes;
import io.stationsync.wire.EnvelopeReader;
import io.stationsync.wire.UndecodableRecordException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Values that an operator gives, in the form that rows have on the wire and in {@code /api}. */
public final class ChosenValues {
    private ChosenValues() {}

    /**
     * @param writable the columns that may get a value
     * @throws DecisionRefusedException for another column or a JSON value of the wrong type
     */
    public static Map<String, Value> read(List<String> writable, ColumnTypes types, Map<String, JsonNode> given)
            throws DecisionRefusedException {
        Map<String, Value> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : given.entrySet()) {
            String column = entry.getKey();
            if (!writable.contains(column)) {
                throw new DecisionRefusedException(
                        Kind.INVALID, "values: %s (expected: columns among %s)".formatted(column, writable));
            }
            values.put(column, read(column, entry.getValue(), types));
        }
        return values;
    }

    private static Value read(String column, JsonNode given, ColumnTypes types) throws DecisionRefusedException {
        ValueType type = Objects.requireNonNull(types.of(column), column);
        if (!given.isNull() && !isOfType(given, type)) {
            throw invalid(column, given, type);
        }
        try {
            byte[] image = JsonMapper.shared().writeValueAsBytes(Map.of(column, given));
            return new EnvelopeReader().image(image, types).get(column);
        } catch (UndecodableRecordException e) {
            throw invalid(column, given, type);
        }
    }

    /** The value itself is not said: it is somebody's data. */
    private static DecisionRefusedException invalid(String column, JsonNode given, ValueType type) {
        return new DecisionRefusedException(
                Kind.INVALID,
                "values.%s: a JSON %s that is no %s (expected: %s, or null)"
                        .formatted(column, given.getNodeType().name().toLowerCase(Locale.ROOT), type, expected(type)));
    }

    private static boolean isOfType(JsonNode given, ValueType type) {
        return switch (type) {
            case INTEGER, YEAR -> given.isIntegralNumber();
            case FLOAT, DOUBLE -> given.isNumber();
            default -> given.isString();
        };
    }

    private static String expected(ValueType type) {
        return switch (type) {
            case INTEGER, YEAR -> "an integer";
            case FLOAT, DOUBLE -> "a number";
            case BINARY, BIT, GEOMETRY -> "a string in base64";
            default -> "a string";
        };
    }
}
