package io.stationsync.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.model.Column;
import io.stationsync.model.Position;
import io.stationsync.model.TableId;
import io.stationsync.model.TableSchema;
import io.stationsync.servers.MariaDbServer;
import io.stationsync.servers.Servers;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every row event knows the shape that its table had at that point, however long ago that was. */
class ShapesIT {
    private static final TableId TABLE = new TableId(Station.SCHEMA, "part");

    private static MariaDbServer server;
    private static Station station;

    private Position from;

    @BeforeAll
    static void start() throws SQLException {
        server = Servers.mariaDb();
        station = new Station(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void begin() throws SQLException {
        station.run("DROP TABLE IF EXISTS part");
        from = station.now();
    }

    private List<String> shapes(UnaryOperator<CaptureSettings> settings) throws Exception {
        List<String> shapes = new ArrayList<>();
        for (TransactionPart part : station.read(from, settings)) {
            for (RowsEvent event : part.events()) {
                shapes.add(text(event.schema()));
                assertThat(event.schema().columnNames())
                        .isEqualTo(event.columns().names());
            }
        }
        return shapes;
    }

    private static String text(TableSchema schema) {
        List<String> columns = new ArrayList<>();
        for (Column column : schema.columns()) {
            columns.add(column.name() + " " + column.type() + (column.nullable() ? "" : " NOT NULL"));
        }
        return String.join(", ", columns) + " " + schema.primaryKey();
    }

    @Test
    void each_event_has_the_columns_of_its_time_also_if_the_last_ALTER_is_long_past() throws Exception {
        station.run(
                "CREATE TABLE part (id int NOT NULL, text varchar(10), PRIMARY KEY (id)) CHARSET=utf8mb4",
                "INSERT INTO part VALUES (1, 'a')",
                "ALTER TABLE part ADD COLUMN n decimal(10,2) unsigned NOT NULL, MODIFY text varchar(20)",
                "INSERT INTO part VALUES (2, 'b', 1)",
                "ALTER TABLE part DROP COLUMN text, MODIFY id bigint NOT NULL, ADD COLUMN e enum('x','it''s')",
                "INSERT INTO part VALUES (3, 2, 'x')",
                "ALTER TABLE part MODIFY id bigint(30) NOT NULL, DROP PRIMARY KEY, ADD PRIMARY KEY (n, id)",
                "INSERT INTO part VALUES (4, 3, 'x')");

        assertThat(shapes(UnaryOperator.identity()))
                .containsExactly(
                        "id int NOT NULL, text varchar(10) [id]",
                        "id int NOT NULL, text varchar(20), n decimal(10,2) unsigned NOT NULL [id]",
                        "id bigint(30) NOT NULL, n decimal(10,2) unsigned NOT NULL, e enum('x','it''s') [id]",
                        "id bigint(30) NOT NULL, n decimal(10,2) unsigned NOT NULL, e enum('x','it''s') [n, id]");
    }

    @Test
    void what_the_binlog_does_not_say_is_remembered_up_to_the_statement_that_changes_the_table() throws Exception {
        station.run("CREATE TABLE part (id int PRIMARY KEY, u uuid)");
        from = station.now();
        TableSchema then = new TableSchema(
                "part",
                List.of(
                        new Column("id", "int(11)", null, false, null, false),
                        new Column("u", "uuid", null, true, null, false)),
                List.of("id"));
        station.run(
                "INSERT INTO part VALUES (1, '123e4567-e89b-12d3-a456-426655440000')",
                "ALTER TABLE part DROP COLUMN u",
                "ALTER TABLE part ADD COLUMN u binary(16)",
                "INSERT INTO part VALUES (2, 'bytes')");

        assertThat(shapes(settings ->
                        settings.withRemembered(table -> table.equals(TABLE) ? Optional.of(then) : Optional.empty())))
                .containsExactly("id int(11) NOT NULL, u uuid [id]", "id int(11) NOT NULL, u binary(16) [id]");
    }

    @Test
    void every_type_is_recognised_as_the_one_that_was_declared() throws Exception {
        String columns =
                "a tinyint(4), b smallint(5) unsigned, c mediumint(9), d int(10) unsigned zerofill, e bigint(20), "
                        + "f decimal(65,30), g float, h double, i float(7,3), j bit(1), k bit(33), l year(4), m date, n time, "
                        + "o time(3), p datetime(6), q timestamp, r char(10), s varchar(100), t tinytext, u text, v mediumtext, "
                        + "w longtext, x binary(5), y varbinary(300), z tinyblob, aa blob, ab mediumblob, ac longblob, "
                        + "ad enum('a','b\\\\c','it''s'), ae set('x','y'), af uuid, ag inet4, ah inet6, ai point, aj geometry";
        station.run(
                "CREATE TABLE part (no int PRIMARY KEY, " + columns + ") CHARSET=euckr",
                "INSERT INTO part (no) VALUES (1)");

        TableSchema declared = station.settings().declared().apply(TABLE).orElseThrow();
        for (TransactionPart part : station.read(from)) {
            for (RowsEvent event : part.events()) {
                assertThat(event.schema().columns())
                        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("nullable")
                        .isEqualTo(declared.columns());
            }
        }
        assertThat(shapes(settings -> settings.withDeclared(table -> Optional.empty())))
                .singleElement()
                .asString()
                .contains("b smallint unsigned, c mediumint, d int unsigned, e bigint, f decimal(65,30), g float")
                .contains("k bit(33), l year, m date, n time, o time(3), p datetime(6), q timestamp")
                .contains("r char(10), s varchar(100), t tinytext, u text, v mediumtext, w longtext, x binary(5)")
                .contains("ad enum('a','b\\\\c','it''s'), ae set('x','y'), af binary(16), ag binary(4)");
    }
}
