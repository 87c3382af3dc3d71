package io.stationsync.center.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stationsync.database.RowReader;
import io.stationsync.database.RowValues;
import io.stationsync.database.SchemaReader;
import io.stationsync.database.SqlFailures;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.Source;
import io.stationsync.model.TableSchema;
import io.stationsync.servers.MariaDbServer;
import io.stationsync.servers.Servers;
import io.stationsync.wire.ColumnTypes;
import io.stationsync.wire.Envelope;
import io.stationsync.wire.EnvelopeReader;
import io.stationsync.wire.EnvelopeWriter;
import io.stationsync.wire.RowDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A station's value in a master column of another type: equal to what is read there, or refused. */
class MasterFormsIT {
    private static MariaDbServer server;

    @BeforeAll
    static void start() throws SQLException {
        server = Servers.mariaDb();
        server.execute("CREATE DATABASE test");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static TableSchema schema(Connection connection, String table) throws SQLException {
        return SchemaReader.read(connection, "test", table).orElseThrow();
    }

    private static Row only(Connection connection, String table) throws SQLException {
        RowReader reader = new RowReader(schema(connection, table).columns());
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT %s FROM %s".formatted(reader.selectList(), table))) {
            rows.next();
            return reader.read(rows);
        }
    }

    /** As it is read from the topic with the types of the master. */
    private static Row sent(Row row, TableSchema master) {
        Envelope envelope = new Envelope(RowChange.insert(row), new Source("ST001", "test", "t", "0-1-1", 0, 0), 0);
        return new EnvelopeReader()
                .value(new EnvelopeWriter().value(envelope), ColumnTypes.of(master))
                .change()
                .image();
    }

    /** As both ends make it for a verification. */
    private static String digest(Connection connection, String table) throws SQLException {
        RowDigest digest = new RowDigest(schema(connection, "station"), "code");
        digest.add(only(connection, table));
        return digest.end();
    }

    /** @return the row as it is in the master table */
    private static Row write(Connection connection, String literal, String stationType, String masterType)
            throws SQLException {
        execute(
                connection,
                "SET sql_mode = '', time_zone = '+09:00'",
                "CREATE OR REPLACE TABLE station (v %s)".formatted(stationType),
                "CREATE OR REPLACE TABLE master (v %s)".formatted(masterType),
                "INSERT INTO station VALUES (%s)".formatted(literal),
                RowValues.SESSION);
        TableSchema master = schema(connection, "master");
        Row arrived =
                MasterForms.of(schema(connection, "station"), master).of(sent(only(connection, "station"), master));
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO master VALUES (?)")) {
            new RowValues(master.columns(), List.of()).bind(insert, 1, "v", arrived.get("v"));
            insert.executeUpdate();
        }
        return arrived;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "-1.50; decimal(10,2); decimal(12,4)",
                "7; decimal(10,0); decimal(12,2)",
                "7; int; bigint",
                "7; int; decimal(12,2)",
                "18446744073709551615; bigint unsigned; decimal(22,2)",
                "7; int; varchar(20)",
                "0.1; float; double",
                "'12:34:56'; time; time(3)",
                "'2024-02-30 12:34:56.5'; datetime(1); datetime(6)",
                "'0000-00-00 00:00:00'; datetime; datetime(3)",
                "'2024-06-01 00:00:00'; timestamp; timestamp(6)",
                "'0000-00-00 00:00:00'; timestamp; timestamp(6)",
                "'2024-06-01 00:00:00'; timestamp; datetime(3)",
                "'2024-06-01 00:00:00'; datetime; timestamp(3)",
                "'a'; char(3); varchar(9)",
                "'한글'; varchar(9) character set euckr; text character set utf8mb4",
                "x'01ff'; binary(2); binary(4)",
                "x'01ff'; binary(2); varbinary(4)",
                "b'101'; bit(3); bit(17)",
                "2024; year; int",
                "1.500; decimal(10,3); decimal(10,1)",
                "'2024-06-01 00:00:00.000'; datetime(3); datetime",
                "0.1; double; float"
            })
    void aValueIsEqualToWhatIsReadThere(String literal, String stationType, String masterType) throws SQLException {
        try (Connection connection = server.connect("test")) {
            Row arrived = write(connection, literal, stationType, masterType);

            assertThat(only(connection, "master")).isEqualTo(arrived);
            assertThat(digest(connection, "master")).isEqualTo(digest(connection, "station"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "1.55; decimal(10,2); decimal(12,1)",
                "1.5; decimal(10,1); int",
                "1.55; double; decimal(12,1)",
                "0.123456789012; double; float",
                "'12:34:56.5'; time(1); time",
                "'2024-01-01 12:34:56.001'; datetime(3); datetime(2)",
                "'2024-01-01 12:34:56.001'; timestamp(3); timestamp",
                "'2024-01-01 12:34:56'; datetime; date",
                "1234; int; tinyint",
                "-1; int; int unsigned",
                "'abc'; varchar(9); varchar(2)",
                "'😀'; varchar(9) character set utf8mb4; varchar(9) character set euckr",
                "x'010203'; varbinary(3); varbinary(2)"
            })
    void aValueThatDoesNotFitIsRefusedAndNotCutOff(String literal, String stationType, String masterType)
            throws SQLException {
        try (Connection connection = server.connect("test")) {
            assertThatThrownBy(() -> write(connection, literal, stationType, masterType))
                    .isInstanceOfSatisfying(SQLException.class, e -> assertThat(SqlFailures.isOfRow(e))
                            .as(e.getMessage())
                            .isTrue());
        }
    }
}
