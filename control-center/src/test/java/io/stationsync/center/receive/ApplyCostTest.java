package io.stationsync.center.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.center.receive.BatchApply.Look;
import io.stationsync.center.table.MasterForms;
import io.stationsync.center.table.MasterRows;
import io.stationsync.center.table.MasterTable;
import io.stationsync.center.table.MasterWriter;
import io.stationsync.center.table.StationRange;
import io.stationsync.center.table.TablePolicy;
import io.stationsync.database.RowValues;
import io.stationsync.database.SchemaReader;
import io.stationsync.model.Columns;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;
import io.stationsync.model.TableSchema;
import io.stationsync.model.Value;
import io.stationsync.servers.MariaDbServer;
import io.stationsync.servers.Servers;
import io.stationsync.wire.ColumnTypes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What it costs to look at the master's rows before they are written, where nobody edits at the center. A measurement, not a
 * test: it prints rows per second, and runs only if asked for with {@code -Dstationsync.measure=true}. The figures are in
 * docs/adr/0017.
 */
@EnabledIfSystemProperty(named = "stationsync.measure", matches = "true")
class ApplyCostTest {
    private static final int ROWS = 100_000;
    private static final int BATCH = 5_000;
    private static final int ROUNDS = 3;
    private static final Columns COLUMNS = new Columns(List.of("id", "text", "code", "create_date", "modify_date"));
    private static final String DDL = """
            CREATE OR REPLACE TABLE kafka_test (
              master_id bigint(20) NOT NULL AUTO_INCREMENT,
              id bigint(20) DEFAULT NULL,
              text varchar(100) DEFAULT NULL,
              code varchar(100) NOT NULL,
              create_date datetime NOT NULL,
              modify_date datetime NOT NULL,
              PRIMARY KEY (master_id),
              UNIQUE KEY kafka_test2_UN (id, code)
            ) ENGINE=InnoDB DEFAULT CHARSET=utf8
            """;

    /** A kind of change, as the station sends it, and how its rows are looked at. */
    private record Run(String name, boolean blind, Look look, LongFunction<RowChange> change) {}

    @Test
    void looking_at_rows_before_they_are_written() throws SQLException {
        List<Run> runs = List.of(
                new Run("insert", false, Look.WHERE_A_ROW_IS_EXPECTED, id -> RowChange.insert(row(id, "0"))),
                new Run("update, looking", false, Look.WHERE_A_ROW_IS_EXPECTED, id -> update(id, "0", "1")),
                new Run("update, blind", true, Look.WHERE_A_ROW_IS_EXPECTED, id -> update(id, "1", "2")),
                new Run("delete, looking", false, Look.WHERE_A_ROW_IS_EXPECTED, id -> RowChange.delete(row(id, "2"))),
                new Run("insert, looking", false, Look.EVERYWHERE, id -> RowChange.insert(row(id, "2"))),
                new Run("delete, blind", true, Look.WHERE_A_ROW_IS_EXPECTED, id -> RowChange.delete(row(id, "2"))));
        long[][] rates = new long[runs.size()][ROUNDS];
        try (MariaDbServer server = Servers.mariaDb()) {
            server.execute("CREATE DATABASE master", "USE master");
            try (Connection connection = server.connect("master")) {
                connection.createStatement().execute(DDL);
                connection.createStatement().execute(RowValues.SESSION);
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                connection.setAutoCommit(false);
                MasterTable table = table(connection);
                for (int round = 0; round < ROUNDS; round++) {
                    for (int run = 0; run < runs.size(); run++) {
                        rates[run][round] = rate(connection, table, runs.get(run));
                    }
                }
            }
        }
        for (int run = 0; run < runs.size(); run++) {
            Arrays.sort(rates[run]);
            System.out.printf(
                    "%-16s %,9d rows/s (%s)%n",
                    runs.get(run).name(), rates[run][ROUNDS / 2], Arrays.toString(rates[run]));
        }
        assertThat(rates).hasNumberOfRows(runs.size());
    }

    private static long rate(Connection connection, MasterTable table, Run run) throws SQLException {
        long start = System.nanoTime();
        for (long from = 0; from < ROWS; from += BATCH) {
            List<StationChange> changes = LongStream.range(from, from + BATCH)
                    .mapToObj(id -> new StationChange(key(id), run.change().apply(id)))
                    .toList();
            MasterWriter writer = new MasterWriter(connection, table);
            MasterRows rows = run.blind() ? new Blind(writer, changes) : writer;
            assertThat(new BatchApply(rows, TablePolicy.DEFAULT, run.look(), () -> false).apply(changes))
                    .isEmpty();
            connection.commit();
        }
        return ROWS * 1_000_000_000L / (System.nanoTime() - start);
    }

    /** Takes the station's word for what the master has. */
    private record Blind(MasterWriter writer, List<StationChange> changes) implements MasterRows {
        @Override
        public Map<RowKey, Row> lock(List<RowKey> keys) {
            Map<RowKey, Row> rows = new HashMap<>();
            changes.forEach(change -> rows.put(
                    change.key(), Optional.ofNullable(change.change().before()).orElseThrow()));
            return rows;
        }

        @Override
        public List<RowKey> keysIn(StationRange range, int most) throws SQLException {
            return writer.keysIn(range, most);
        }

        @Override
        public void delete(List<RowKey> keys) throws SQLException {
            writer.delete(keys);
        }

        @Override
        public void insert(Collection<Row> rows) throws SQLException {
            writer.insert(rows);
        }

        @Override
        public void update(Collection<Row> rows) throws SQLException {
            writer.update(rows);
        }
    }

    private static MasterTable table(Connection connection) throws SQLException {
        TableSchema schema =
                SchemaReader.read(connection, "master", "kafka_test").orElseThrow();
        return new MasterTable(
                schema,
                new Columns(List.of("id", "code")),
                schema.columns().stream()
                        .filter(column -> !column.name().equals("master_id"))
                        .toList(),
                Optional.of("master_id"),
                false,
                ColumnTypes.of(schema),
                MasterForms.SAME);
    }

    private static RowChange update(long id, String before, String after) {
        return RowChange.update(row(id, before), row(id, after));
    }

    private static Row row(long id, String text) {
        return Row.of(
                COLUMNS,
                Value.of(id),
                Value.of("some text of a usual length " + text),
                Value.of("ST001"),
                Value.of("2026-11-21 08:00:00"),
                Value.of("2026-11-21 08:00:0" + text));
    }

    private static RowKey key(long id) {
        return new RowKey(row(id, "0").project(RowKey.keyColumns(List.of("id"), "code")));
    }
}
