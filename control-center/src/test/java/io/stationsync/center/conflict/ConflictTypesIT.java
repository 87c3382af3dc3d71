package io.stationsync.center.conflict;

import static io.stationsync.center.conflict.ConflictDatabase.STATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.center.table.MasterTable;
import io.stationsync.center.table.MasterTables;
import io.stationsync.center.table.MasterTables.Found;
import io.stationsync.center.table.MasterWriter;
import io.stationsync.center.table.TablePolicy;
import io.stationsync.center.table.TablePolicy.Conflict;
import io.stationsync.model.Row;
import io.stationsync.model.RowKey;
import io.stationsync.model.Value;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a conflict keeps of a row is the row: a decision brings every value back, whatever its type. */
class ConflictTypesIT {
    private static final ConflictDatabase DATABASE = ConflictDatabase.open();

    /** @param one an SQL literal, as is the other */
    private record Type(String definition, String one, String other) {}

    private static final List<Type> TYPES = List.of(
            new Type("bigint", "-9223372036854775808", "0"),
            new Type("bigint unsigned", "18446744073709551615", "7"),
            new Type("decimal(65,30)", "-0.000000000000000000000000000001", "12345678901234567890.5"),
            new Type("float", "0.1", "-3.4028e38"),
            new Type("double", "0.1", "2.2250738585072014e-308"),
            new Type("varchar(100)", "'\\\\ '' \" 한글😀 '", "''"),
            new Type("varbinary(10)", "x'00ff275c'", "''"),
            new Type("blob", "x'80'", "x'00'"),
            new Type("bit(9)", "b'100000001'", "b'0'"),
            new Type("date", "'0000-00-00'", "'2024-02-30'"),
            new Type("time(6)", "'-838:59:59.000001'", "'00:00:00'"),
            new Type("datetime(3)", "'9999-12-31 23:59:59.999'", "'0000-00-00 00:00:00'"),
            new Type("timestamp(3) null", "'2024-06-01 00:00:00.120'", "'1970-01-02 00:00:00.001'"),
            new Type("year", "2155", "0"),
            new Type("enum('a','ü')", "'ü'", "'a'"),
            new Type("set('a','b')", "'a,b'", "''"),
            new Type("json", "'{\"a\": [1, null]}'", "'[]'"),
            new Type("uuid", "'123e4567-e89b-12d3-a456-426655440000'", "'00000000-0000-0000-0000-000000000001'"),
            new Type("inet6", "'2001:db8::1'", "'::'"),
            new Type("point", "POINT(1, 2.5)", "POINT(0, 0)"));

    @BeforeAll
    static void makeTable() {
        DATABASE.execute("CREATE TABLE types (master_id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, id int NOT NULL,"
                + list((name, type) -> name + " " + type.definition())
                + ", code varchar(20) NOT NULL, UNIQUE KEY (id, code)) DEFAULT CHARSET=utf8mb4");
        DATABASE.announce("types");
    }

    private interface OfType {
        String apply(String name, Type type);
    }

    private static String list(OfType text) {
        return IntStream.range(0, TYPES.size())
                .mapToObj(i -> text.apply("c" + i, TYPES.get(i)))
                .collect(Collectors.joining(", "));
    }

    private static void insert(int id, OfType value) {
        DATABASE.execute("INSERT INTO types (id, %s, code) VALUES (%d, %s, 'ST001')"
                .formatted(list((name, type) -> name), id, list(value)));
    }

    private static String cells(int id) {
        return DATABASE.value("SELECT CONCAT_WS('|', %s) FROM types WHERE id = %d"
                .formatted(
                        list((name, type) -> type.definition().equals("float")
                                ? "CAST(%s AS DOUBLE)".formatted(name)
                                : "HEX(%s)".formatted(name)),
                        id));
    }

    private static Row row(int id) throws SQLException {
        try (Connection connection = DATABASE.dataSource().getConnection()) {
            MasterTable table = ((Found.Ready) new MasterTables("test", false, "code")
                            .find(
                                    connection,
                                    DATABASE.fleet().station(STATION).orElseThrow(),
                                    DATABASE.fleet()
                                            .station(STATION)
                                            .flatMap(station -> station.table("types"))
                                            .orElseThrow()))
                    .table();
            RowKey key = new RowKey(Row.of(table.key(), Value.of(id), Value.of("ST001")));
            return new MasterWriter(connection, table)
                    .find(List.of(key))
                    .values()
                    .iterator()
                    .next();
        }
    }

    /** @param winner id of the row with the values that the decision is to bring */
    private static void reverse(int contested, int winner) throws Exception {
        Row control = row(contested);
        Row station = row(winner).with(Map.of("id", Value.of(contested))).only(name -> !name.equals("master_id"));
        List<String> columns = station.columnsDifferingFrom(control).stream().toList();
        assertThat(columns).hasSize(TYPES.size());
        RowKey key = new RowKey(control.project(RowKey.keyColumns(List.of("id"), "code")));
        long conflict = DATABASE.store(
                "types",
                Conflict.MANUAL,
                new EditConflict(key, columns, control, station, control, Outcome.CONTROL_KEPT));

        DATABASE.resolver(TablePolicy.of(Conflict.MANUAL))
                .resolve(conflict, new Decision(Choice.KEEP_STATION, Map.of(), false, "anna", "because"));
    }

    @Test
    void every_value_that_the_station_wrote_can_be_kept_instead() throws Exception {
        insert(1, (name, type) -> type.one());
        insert(2, (name, type) -> type.other());
        insert(3, (name, type) -> "NULL");

        reverse(1, 2);
        assertThat(cells(1)).isEqualTo(cells(2));

        reverse(2, 3);
        assertThat(cells(2)).isEqualTo(cells(3));
    }

    @Test
    void a_deleted_row_comes_back_with_every_value() throws Exception {
        insert(4, (name, type) -> type.one());
        String cells = cells(4);
        Row control = row(4);
        DATABASE.execute("DELETE FROM types WHERE id = 4");
        long conflict = DATABASE.store(
                "types",
                Conflict.CONTROL_WINS,
                new EditConflict(
                        new RowKey(control.project(RowKey.keyColumns(List.of("id"), "code"))),
                        List.of("c0"),
                        control,
                        null,
                        control,
                        Outcome.ROW_DELETED));

        DATABASE.resolver(TablePolicy.of(Conflict.MANUAL))
                .resolve(conflict, new Decision(Choice.KEEP_CONTROL, Map.of(), false, "anna", "because"));

        assertThat(cells(4)).isEqualTo(cells);
    }
}
