package io.stationsync.agent.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.agent.load.Snapshot.Part;
import io.stationsync.agent.load.Snapshot.Rows;
import io.stationsync.agent.table.StationTable;
import io.stationsync.agent.table.StationTables;
import io.stationsync.servers.MariaDbServer;
import io.stationsync.servers.Servers;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mariadb.jdbc.MariaDbDataSource;

/** What is read of a snapshot fits into the memory of an agent, however large the rows are. */
class SnapshotIT {
    private static final int ROWS = 600;
    private static final int LENGTH = 300_000;

    private static final MariaDbServer DATABASE = Servers.mariaDb();

    @BeforeAll
    static void fill() throws SQLException {
        DATABASE.execute(
                "CREATE DATABASE station",
                "CREATE TABLE station.doc (id int PRIMARY KEY, text longtext NOT NULL) CHARSET=utf8mb4",
                "INSERT INTO station.doc SELECT seq, REPEAT('x', %d) FROM station.seq_1_to_%d".formatted(LENGTH, ROWS));
    }

    @AfterAll
    static void stop() {
        DATABASE.close();
    }

    private static StationTable table() throws Exception {
        StationTables tables = new StationTables(
                new MariaDbDataSource(DATABASE.jdbcUrl("station") + "?user=root&password=" + DATABASE.rootPassword()),
                "station",
                List.of("doc"),
                "code",
                Map.of());
        tables.refresh();
        return tables.get("doc");
    }

    @Test
    void of_large_rows_fewer_are_read_than_are_asked_for() throws Exception {
        StationTable table = table();
        try (Snapshot snapshot = Snapshot.open(DATABASE.connect("station"))) {
            Rows rows = snapshot.read(new Part(table, null, null), ROWS);

            assertThat(rows.complete()).isFalse();
            assertThat(rows.rows()).hasSize((int) (Snapshot.MOST_BYTES / LENGTH) + 1);
            assertThat(snapshot.bytes()).isEqualTo((long) rows.rows().size() * LENGTH);
        }
    }

    @Test
    void parts_that_are_read_of_one_snapshot_share_its_memory() throws Exception {
        StationTable table = table();
        try (Snapshot snapshot = Snapshot.open(DATABASE.connect("station"))) {
            Rows first = snapshot.read(new Part(table, null, null), 10);
            Rows second = snapshot.read(new Part(table, null, null), 10);
            Rows third = snapshot.read(new Part(table, null, null), 10);

            assertThat(first.rows()).hasSize(10);
            assertThat(second.rows()).hasSize(4);
            assertThat(second.complete()).isFalse();
            assertThat(third.rows()).isEmpty();
            assertThat(third.complete()).isFalse();
        }
    }
}
