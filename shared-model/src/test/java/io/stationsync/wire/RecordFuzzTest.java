package io.stationsync.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.fuzz.Mutations;
import io.stationsync.model.Column;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;
import io.stationsync.model.Seq;
import io.stationsync.model.Source;
import io.stationsync.model.TableSchema;
import io.stationsync.model.Value;
import io.stationsync.wire.StatusRecords.Heartbeat;
import io.stationsync.wire.StatusRecords.TableLoad;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;

/** Whatever is on a topic, reading it gives a value or an {@link UndecodableRecordException}. */
class RecordFuzzTest {
    private static final List<Column> COLUMNS = List.of(
            column("id", "bigint(20) unsigned"),
            column("text", "varchar(100)"),
            column("price", "decimal(20,4)"),
            column("ratio", "double"),
            column("single", "float"),
            column("picture", "blob"),
            column("flags", "bit(9)"),
            column("at", "datetime(6)"),
            column("code", "varchar(20)"));
    private static final ColumnTypes TYPES = ColumnTypes.of(new TableSchema("t", COLUMNS, List.of("id")));
    private static final byte[] VALUE = new EnvelopeWriter()
            .value(new Envelope(
                    RowChange.update(row("a \"private\" \u20AC"), row("b")),
                    new Source("S", "d", "t", "0-1-2", 3, 4),
                    5));
    private static final byte[] KEY =
            new EnvelopeWriter().key(new RowKey(row("a").project(RowKey.keyColumns(List.of("id"), "code"))));
    private static final byte[] HEARTBEAT = StatusRecords.write(new Heartbeat(
            "i",
            "v",
            1,
            List.of("S"),
            "code",
            7,
            Map.of("up", "1-2"),
            List.of(new TableSchema("t", COLUMNS, List.of("id"))),
            Map.of("t", new TableLoad(1, "why", false, "{\"id\":1}", null, 2, 3, 4, null, null, LoadMode.CENTER)),
            Map.of("t", 1L)));

    private static Column column(String name, String type) {
        return new Column(name, type, null, true, null, false);
    }

    private static Row row(String text) {
        Map<String, Value> values = new LinkedHashMap<>();
        values.put("id", Value.of(7));
        values.put("text", Value.of(text));
        values.put("price", Value.of("12.5000"));
        values.put("ratio", new Value.Float64(-1.5e300));
        values.put("single", new Value.Float32(1.25f));
        values.put("picture", Value.of(new byte[] {0, 1, -1}));
        values.put("flags", Value.of(new byte[] {1, -1}));
        values.put("at", Value.of("2026-01-01 00:00:00.000000"));
        values.put("code", Value.ofNull());
        return Row.of(values);
    }

    private interface Reading {
        void of(byte[] bytes);
    }

    private static void survives(byte[] valid, Reading reading) {
        reading.of(valid);
        Mutations.each(seed -> {
            try {
                reading.of(new Mutations(seed).of(valid));
            } catch (UndecodableRecordException e) {
                assertThat(e).hasMessageNotContaining("private");
            }
        });
    }

    @Test
    void values() {
        survives(VALUE, bytes -> new EnvelopeReader().value(bytes, TYPES));
        survives(VALUE, bytes -> new EnvelopeReader().table(bytes));
    }

    @Test
    void keys() {
        survives(KEY, bytes -> new EnvelopeReader().key(bytes, TYPES));
    }

    @Test
    void a_reader_that_has_met_garbage_reads_on() {
        EnvelopeReader reader = new EnvelopeReader();
        survives(VALUE, bytes -> {
            try {
                reader.value(bytes, TYPES);
            } finally {
                assertThat(reader.value(VALUE, TYPES).change().image()).isEqualTo(row("b"));
            }
        });
    }

    @Test
    void heartbeats() {
        survives(HEARTBEAT, bytes -> StatusRecords.read(bytes, Heartbeat.class));
    }

    @Test
    void headers_of_records() {
        for (String header : List.of("v", "seq", "seen", "columns")) {
            Headers valid = headers();
            survives(valid.lastHeader(header).value(), bytes -> {
                Headers headers = headers();
                headers.remove(header).add(header, bytes);
                RecordHeaders.seq(headers);
                RecordHeaders.seen(headers);
                assertThat(RecordHeaders.columns(headers)).doesNotContainNull();
                RecordHeaders.ofChange(headers);
            });
        }
        Headers none =
                headers().remove("columns").add("columns", "null".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> RecordHeaders.columns(none))
                .isInstanceOf(UndecodableRecordException.class);
    }

    private static Headers headers() {
        Headers headers = new org.apache.kafka.common.header.internals.RecordHeaders();
        RecordHeaders.write(headers, new Seq(1_795_217_081_000L, 4711));
        RecordHeaders.writeSchema(headers, "0123456789abcdef");
        RecordHeaders.writeSeen(headers, 17);
        RecordHeaders.writeColumns(headers, List.of("text", "price"));
        return headers;
    }
}
