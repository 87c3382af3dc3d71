package io.stationsync.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.model.Column;
import io.stationsync.model.Row;
import io.stationsync.model.TableSchema;
import io.stationsync.model.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowDigestTest {
    private static final Value NULL = Value.ofNull();

    private static String digest(List<String> types, Row... rows) {
        TableSchema schema = new TableSchema("t", columns(types), List.of("c0"));
        RowDigest digest = new RowDigest(schema, "code");
        for (Row row : rows) {
            digest.add(row);
        }
        assertThat(digest.rows()).isEqualTo(rows.length);
        return digest.end();
    }

    private static List<Column> columns(List<String> types) {
        return IntStream.range(0, types.size())
                .mapToObj(i -> new Column("c" + i, types.get(i), null, true, null, false))
                .toList();
    }

    private static Row row(Value... values) {
        Map<String, Value> row = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            row.put("c" + i, values[i]);
        }
        row.put("code", Value.of("ST001"));
        return Row.of(row);
    }

    private static String ofOne(String type, Value value) {
        return digest(List.of(type), row(value));
    }

    @Test
    void every_change_of_a_row_changes_it() {
        List<String> types = List.of("varchar(9)", "varchar(9)");
        String digest = digest(types, row(Value.of("ab"), Value.of("c")));

        assertThat(digest).hasSize(32).isEqualTo(digest(types, row(Value.of("ab"), Value.of("c"))));
        assertThat(List.of(
                        digest(types, row(Value.of("a"), Value.of("bc"))),
                        digest(types, row(Value.of("abc"), Value.of(""))),
                        digest(types, row(Value.of("abc"), NULL)),
                        digest(types, row(NULL, Value.of("abc"))),
                        digest(types, row(Value.of("AB"), Value.of("c"))),
                        digest(types, row(Value.of("ab "), Value.of("c"))),
                        digest(types),
                        digest(types, row(Value.of("ab"), Value.of("c")).with(Map.of("code", Value.of("ST002"))))))
                .doesNotContain(digest)
                .doesNotHaveDuplicates();
    }

    @Test
    void rows_count_in_their_order_and_so_does_their_number() {
        List<String> types = List.of("int(11)");
        Row one = row(Value.of(1));
        Row two = row(Value.of(2));

        assertThat(List.of(
                        digest(types, one, two), digest(types, two, one), digest(types, one), digest(types, one, one)))
                .doesNotHaveDuplicates();
    }

    @Test
    void the_next_digest_begins_when_one_ends() {
        RowDigest digest = new RowDigest(new TableSchema("t", columns(List.of("int(11)")), List.of("c0")), "code");
        digest.add(row(Value.of(1)));
        String first = digest.end();
        digest.add(row(Value.of(1)));

        assertThat(digest.rows()).isEqualTo(1);
        assertThat(digest.end()).isEqualTo(first);
    }

    @Test
    void columns_that_only_one_side_has_do_not_count() {
        Row station = row(Value.of(1));

        assertThat(digest(List.of("int(11)"), station.with(Map.of("master_id", Value.of(7)))))
                .isEqualTo(digest(List.of("int(11)"), station));
    }

    @Test
    void the_forms_of_one_value_are_the_same() {
        assertThat(ofOne("decimal(10,2)", Value.of("1.50"))).isEqualTo(ofOne("decimal(10,2)", Value.of("1.5000")));
        assertThat(ofOne("int(11)", Value.of(7)))
                .isEqualTo(ofOne("int(11)", Value.of("7")))
                .isEqualTo(ofOne("int(11)", Value.of("7.00")))
                .isEqualTo(ofOne("int(11)", new Value.Float64(7)));
        assertThat(ofOne("float", new Value.Float32(0.1f))).isEqualTo(ofOne("float", new Value.Float64(0.1)));
        assertThat(ofOne("timestamp", Value.of("2024-06-01 00:00:00Z")))
                .isEqualTo(ofOne("timestamp", Value.of("2024-06-01 00:00:00.000Z")))
                .isEqualTo(ofOne("timestamp", Value.of("2024-06-01 00:00:00")));
        assertThat(ofOne("binary(2)", Value.of(new byte[] {1, 0})))
                .isEqualTo(ofOne("binary(2)", Value.of(new byte[] {1, 0, 0, 0})));
        assertThat(ofOne("bit(3)", Value.of(new byte[] {5})))
                .isEqualTo(ofOne("bit(3)", Value.of(new byte[] {0, 0, 5})));
    }

    @Test
    void what_only_looks_alike_differs() {
        assertThat(ofOne("varchar(9)", Value.of("1.50"))).isNotEqualTo(ofOne("varchar(9)", Value.of("1.5")));
        assertThat(ofOne("double", new Value.Float64(0.0))).isNotEqualTo(ofOne("double", new Value.Float64(-0.0)));
        assertThat(ofOne("time(3)", Value.of("10:00:00"))).isNotEqualTo(ofOne("time(3)", Value.of("10:00:00.001")));
        assertThat(ofOne("time", Value.of("10:00:00"))).isNotEqualTo(ofOne("time", Value.of("10:00:01")));
        assertThat(ofOne("varbinary(4)", Value.of(new byte[] {1, 0})))
                .isNotEqualTo(ofOne("varbinary(4)", Value.of(new byte[] {1})));
        assertThat(ofOne("date", Value.of("2024-01-10"))).isNotEqualTo(ofOne("date", Value.of("2024-01-1")));
    }
}
