package io.stationsync.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stationsync.model.Column;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;
import io.stationsync.model.Source;
import io.stationsync.model.TableSchema;
import io.stationsync.model.Value;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
    private static final Source SOURCE = new Source("ST001", "test", "t", "0-11-1006", 3, 1795217081000L);
    private static final ColumnTypes TYPES = ColumnTypes.of(new TableSchema(
            "t",
            List.of(
                    column("id", "bigint(20) unsigned"),
                    column("text", "varchar(100)"),
                    column("f", "float"),
                    column("d", "double"),
                    column("bin", "varbinary(10)"),
                    column("bits", "bit(9)"),
                    column("amount", "decimal(20,4)"),
                    column("nothing", "int(11)"),
                    column("code", "varchar(64)")),
            List.of("id")));

    private final EnvelopeWriter writer = new EnvelopeWriter();
    private final EnvelopeReader reader = new EnvelopeReader();

    @Test
    void anEnvelopeIsDebeziumStyleJson() {
        byte[] value = writer.value(new Envelope(RowChange.delete(small()), SOURCE, 1795217081042L));

        assertThat(new String(value, StandardCharsets.UTF_8))
                .isEqualTo("{\"op\":\"d\",\"before\":{\"id\":7,\"code\":\"ST001\"},\"after\":null,"
                        + "\"source\":{\"station\":\"ST001\",\"db\":\"test\",\"table\":\"t\",\"gtid\":\"0-11-1006\",\"row\":3,"
                        + "\"ts_ms\":1795217081000},\"ts_ms\":1795217081042}");
    }

    @Test
    void aKeyIsThePrimaryKeyThenTheCode() {
        RowKey key = new RowKey(small().project(RowKey.keyColumns(List.of("id"), "code")));

        assertThat(new String(writer.key(key), StandardCharsets.UTF_8)).isEqualTo("{\"id\":7,\"code\":\"ST001\"}");
        assertThat(reader.key(writer.key(key), TYPES)).isEqualTo(key);
    }

    @Test
    void everyKindOfValueComesBackAsItWas() {
        Map<String, Value> values = new LinkedHashMap<>();
        values.put("id", Value.of(new BigInteger("18446744073709551615")));
        values.put("text", Value.of("안녕 \u0000 \"😀\""));
        values.put("f", new Value.Float32(3.4028235E38f));
        values.put("d", new Value.Float64(-0.0));
        values.put("bin", Value.of(new byte[] {0, -1, 127}));
        values.put("bits", Value.of(new byte[] {1, -1}));
        values.put("amount", Value.of("1234567890123456.7890"));
        values.put("nothing", Value.ofNull());
        values.put("code", Value.of("ST001"));
        Envelope sent = new Envelope(RowChange.update(Row.of(values), Row.of(values)), SOURCE, 5);

        assertThat(reader.value(writer.value(sent), TYPES)).isEqualTo(sent);
        assertThat(reader.table(writer.value(sent))).isEqualTo("t");
        assertThat(reader.image(writer.image(Row.of(values)), TYPES)).isEqualTo(Row.of(values));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "7",
                "[]",
                "{",
                "{}",
                "{\"op\":\"u\"}",
                "{\"op\":\"z\",\"source\":{}}",
                "{\"op\":\"c\",\"before\":null,\"after\":null,\"source\":{},\"ts_ms\":1}",
                "{\"op\":\"c\",\"after\":{\"bin\":\"not base64!\"},\"source\":{},\"ts_ms\":1}",
                "{\"op\":\"c\",\"after\":{\"id\":{}},\"source\":{},\"ts_ms\":1}",
                "{\"op\":\"c\",\"after\":{\"id\":1,\"id\":2},\"source\":{},\"ts_ms\":1}",
                "{\"op\":\"c\",\"after\":{\"id\":99999999999999999999999},\"source\":{},\"ts_ms\":1}"
            })
    void whatIsNoEnvelopeIsRefusedAsSuch(String json) {
        assertThatThrownBy(() -> reader.value(json.getBytes(StandardCharsets.UTF_8), TYPES))
                .isInstanceOf(UndecodableRecordException.class);
    }

    @Test
    void garbageNeverLeadsToAnythingButARefusal() {
        Random random = new Random(42);
        byte[] valid = writer.value(new Envelope(RowChange.delete(small()), SOURCE, 1));
        for (int i = 0; i < 20_000; i++) {
            byte[] garbled = valid.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                garbled[random.nextInt(garbled.length)] = (byte) random.nextInt(256);
            }
            try {
                Envelope ignored = reader.value(garbled, TYPES);
                assertThat(ignored).isNotNull();
            } catch (UndecodableRecordException e) {
                assertThat(e).hasMessageContaining("");
            }
        }
    }

    @Test
    void aRefusalDoesNotQuoteTheRow() {
        byte[] broken = "{\"op\":\"c\",\"after\":{\"text\":\"secret\" oops".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> reader.value(broken, TYPES)).hasMessageNotContaining("secret");
    }

    private static Row small() {
        Map<String, Value> values = new LinkedHashMap<>();
        values.put("id", Value.of(7));
        values.put("code", Value.of("ST001"));
        return Row.of(values);
    }

    private static Column column(String name, String type) {
        return new Column(name, type, null, true, null, false);
    }
}
