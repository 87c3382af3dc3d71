package io.stationsync.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.stationsync.servers.MariaDbServer;
import io.stationsync.servers.Servers;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** What the driver keeps of rows that have not been read: proven here, because a new version of it may do otherwise. */
class RowReaderIT {
    private static final int LENGTH = 1_000_000;

    private static long allocatedBytes() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    @Test
    void of_rows_that_are_read_one_by_one_the_driver_holds_no_more_than_one() throws SQLException {
        try (MariaDbServer server = Servers.mariaDb()) {
            server.execute(
                    "CREATE DATABASE station",
                    "CREATE TABLE station.doc (id int PRIMARY KEY, text longtext)",
                    "INSERT INTO station.doc SELECT seq, REPEAT('x', %d) FROM station.seq_1_to_50".formatted(LENGTH));
            try (Connection connection = server.connect("station");
                    PreparedStatement statement = connection.prepareStatement("SELECT text FROM doc")) {
                RowReader.oneByOne(statement);
                long before = allocatedBytes();

                ResultSet rows = statement.executeQuery();

                assertThat(allocatedBytes() - before).isBetween((long) LENGTH, 4L * LENGTH);
                int read = 0;
                while (rows.next()) {
                    read++;
                }
                assertThat(read).isEqualTo(50);
            }
        }
    }
}
