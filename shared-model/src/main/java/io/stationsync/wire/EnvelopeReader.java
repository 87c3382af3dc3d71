package io.stationsync.wire;

import io.stationsync.model.Bytes;
import io.stationsync.model.Columns;
import io.stationsync.model.Op;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;
import io.stationsync.model.Source;
import io.stationsync.model.Value;
import io.stationsync.model.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * Reads keys and envelopes. Every input gives a result or an {@link UndecodableRecordException}, nothing else. Not
 * thread-safe: it remembers what records next to each other have in common, so that they share it.
 */
public final class EnvelopeReader {
    private static final JsonFactory JSON = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.threadLocalPool())
            .build();

    private Columns keyColumns = new Columns(List.of());
    private Columns imageColumns = keyColumns;
    private Source lastSource = new Source("", "", "", "", 0, 0);
    private byte[] columnsHeader = {};
    private List<String> namedColumns = List.of();

    public RowKey key(byte @Nullable [] key, ColumnTypes types) {
        return new RowKey(parse("key", key, json -> {
            expect(json, json.nextToken(), JsonToken.START_OBJECT);
            Row row = row(json, types, keyColumns);
            keyColumns = row.columns();
            return row;
        }));
    }

    /** A row alone, as {@link EnvelopeWriter#image} writes it. */
    public Row image(byte[] image, ColumnTypes types) {
        return parse("image", image, json -> {
            expect(json, json.nextToken(), JsonToken.START_OBJECT);
            return row(json, types);
        });
    }

    /** @param types of the table the rows are of */
    public Envelope value(byte @Nullable [] value, ColumnTypes types) {
        return parse("value", value, json -> envelope(json, types));
    }

    /** The table a record is about, from {@code source.table}; for a topic that carries several. */
    public String table(byte @Nullable [] value) {
        return parse("value", value, json -> {
            expect(json, json.nextToken(), JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean isSource = json.currentName().equals("source");
                json.nextToken();
                if (isSource) {
                    return source(json).table();
                }
                json.skipChildren();
            }
            throw new UndecodableRecordException("value: has no source");
        });
    }

    /** The columns that a message names, see {@link RecordHeaders#columns}. */
    public List<String> columns(Headers headers) {
        byte[] header = RecordHeaders.columnsBytes(headers);
        if (!Arrays.equals(header, columnsHeader)) {
            namedColumns = RecordHeaders.columns(headers);
            columnsHeader = header;
        }
        return namedColumns;
    }

    private static <T> T parse(String what, byte @Nullable [] bytes, Function<JsonParser, T> reading) {
        if (bytes == null) {
            throw new UndecodableRecordException(what + ": none (expected: a JSON object)");
        }
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), bytes)) {
            return reading.apply(json);
        } catch (JacksonException | IllegalArgumentException e) {
            // The cause's message may quote the record, which holds row values: only the kind of fault is passed on.
            throw new UndecodableRecordException("%s: not of our JSON format (%s)"
                    .formatted(what, e.getClass().getSimpleName()));
        }
    }

    private Envelope envelope(JsonParser json, ColumnTypes types) {
        @Nullable Op op = null;
        @Nullable Row before = null;
        @Nullable Row after = null;
        @Nullable Source source = null;
        long timestampMs = 0;
        expect(json, json.nextToken(), JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "op" -> op = Op.of(json.getString());
                case "before" -> before = image(json, types);
                case "after" -> after = image(json, types);
                case "source" -> source = source(json);
                case "ts_ms" -> timestampMs = json.getLongValue();
                default -> json.skipChildren();
            }
        }
        if (op == null || source == null) {
            throw new UndecodableRecordException("value: has no %s".formatted(op == null ? "op" : "source"));
        }
        return new Envelope(new RowChange(op, before, after), source, timestampMs);
    }

    private Source source(JsonParser json) {
        String station = "";
        String db = "";
        String table = "";
        String gtid = "";
        long row = 0;
        long timestampMs = 0;
        expect(json, json.currentToken(), JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "station" -> station = shared(json.getString(), lastSource.station());
                case "db" -> db = shared(json.getString(), lastSource.db());
                case "table" -> table = shared(json.getString(), lastSource.table());
                case "gtid" -> gtid = shared(json.getString(), lastSource.gtid());
                case "row" -> row = json.getLongValue();
                case "ts_ms" -> timestampMs = json.getLongValue();
                default -> json.skipChildren();
            }
        }
        lastSource = new Source(station, db, table, gtid, row, timestampMs);
        return lastSource;
    }

    private static String shared(String text, String last) {
        return text.equals(last) ? last : text;
    }

    private @Nullable Row image(JsonParser json, ColumnTypes types) {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        expect(json, json.currentToken(), JsonToken.START_OBJECT);
        return row(json, types);
    }

    private Row row(JsonParser json, ColumnTypes types) {
        Row row = row(json, types, imageColumns);
        imageColumns = row.columns();
        return row;
    }

    /** @param expected which the row shares if it has the same */
    private static Row row(JsonParser json, ColumnTypes types, Columns expected) {
        List<String> names = new ArrayList<>(expected.size());
        List<Value> values = new ArrayList<>(expected.size());
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            names.add(name);
            values.add(cell(json, name, types.of(name)));
        }
        Columns columns = names.equals(expected.names()) ? expected : new Columns(names);
        return Row.of(columns, values.toArray(new Value[0]));
    }

    private static Value cell(JsonParser json, String column, @Nullable ValueType type) {
        return switch (json.currentToken()) {
            case VALUE_NULL -> Value.ofNull();
            case VALUE_STRING -> text(json.getString(), type);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(json, type);
            default ->
                throw new UndecodableRecordException(
                        "column %s: %s (expected: a string, a number or null)".formatted(column, json.currentToken()));
        };
    }

    private static Value text(String text, @Nullable ValueType type) {
        return type == ValueType.BINARY || type == ValueType.BIT || type == ValueType.GEOMETRY
                ? new Value.Binary(Bytes.copyOf(Base64.getDecoder().decode(text)))
                : Value.of(text);
    }

    private static Value number(JsonParser json, @Nullable ValueType type) {
        if (type == ValueType.FLOAT) {
            return single(json.getString());
        }
        if (type == ValueType.DOUBLE || json.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
            return new Value.Float64(Double.parseDouble(json.getString()));
        }
        return json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                ? Value.of(json.getBigIntegerValue())
                : Value.of(json.getLongValue());
    }

    /** A DOUBLE where the receiver has a FLOAT stays one, unless both show the same digits. */
    private static Value single(String number) {
        float single = Float.parseFloat(number);
        double exact = Double.parseDouble(number);
        return Double.parseDouble(Float.toString(single)) == exact
                ? new Value.Float32(single)
                : new Value.Float64(exact);
    }

    private static void expect(JsonParser json, @Nullable JsonToken found, JsonToken expected) {
        if (found != expected) {
            throw new UndecodableRecordException("%s at byte %d (expected: %s)"
                    .formatted(found, json.currentTokenLocation().getByteOffset(), expected));
        }
    }
}
