package io.stationsync.wire;

import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;
import io.stationsync.model.Source;
import io.stationsync.model.Value;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/** Writes keys and envelopes as JSON in UTF-8. Not thread-safe: it reuses its buffer. */
public final class EnvelopeWriter {
    private static final JsonFactory JSON = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.threadLocalPool())
            .build();

    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(1024);

    public byte[] key(RowKey key) {
        return image(key.values());
    }

    /** A row alone, as a JSON object. */
    public byte[] image(Row row) {
        buffer.reset();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), buffer)) {
            row(json, row);
        }
        return buffer.toByteArray();
    }

    public byte[] value(Envelope envelope) {
        buffer.reset();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), buffer)) {
            RowChange change = envelope.change();
            json.writeStartObject();
            json.writeStringProperty("op", change.op().code());
            image(json, "before", change.before());
            image(json, "after", change.after());
            source(json, envelope.source());
            json.writeNumberProperty("ts_ms", envelope.timestampMs());
            json.writeEndObject();
        }
        return buffer.toByteArray();
    }

    private static void source(JsonGenerator json, Source source) {
        json.writeName("source").writeStartObject();
        json.writeStringProperty("station", source.station());
        json.writeStringProperty("db", source.db());
        json.writeStringProperty("table", source.table());
        json.writeStringProperty("gtid", source.gtid());
        json.writeNumberProperty("row", source.row());
        json.writeNumberProperty("ts_ms", source.timestampMs());
        json.writeEndObject();
    }

    private static void image(JsonGenerator json, String name, @Nullable Row row) {
        json.writeName(name);
        if (row == null) {
            json.writeNull();
        } else {
            row(json, row);
        }
    }

    private static void row(JsonGenerator json, Row row) {
        json.writeStartObject();
        List<String> names = row.columns().names();
        for (int i = 0; i < names.size(); i++) {
            json.writeName(names.get(i));
            value(json, row.get(i));
        }
        json.writeEndObject();
    }

    private static void value(JsonGenerator json, Value value) {
        if (value instanceof Value.Text text) {
            json.writeString(text.value());
        } else if (value instanceof Value.Int number) {
            json.writeNumber(number.value());
        } else if (value instanceof Value.Binary binary) {
            json.writeString(Base64.getEncoder().encodeToString(binary.value().toArray()));
        } else if (value instanceof Value.Float64 number) {
            json.writeNumber(number.value());
        } else if (value instanceof Value.Float32 number) {
            json.writeNumber(number.value());
        } else if (value instanceof Value.BigInt number) {
            json.writeNumber(number.value());
        } else {
            json.writeNull();
        }
    }
}
