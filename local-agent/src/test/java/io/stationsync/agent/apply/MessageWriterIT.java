package io.stationsync.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stationsync.agent.table.RowExpression;
import io.stationsync.agent.table.Selection;
import io.stationsync.agent.table.SelectionChecks;
import io.stationsync.agent.table.StationTable;
import io.stationsync.agent.table.StationTables;
import io.stationsync.database.RowValues;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.Value;
import io.stationsync.servers.MariaDbServer;
import io.stationsync.servers.Servers;
import io.stationsync.setup.Finding;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mariadb.jdbc.MariaDbDataSource;

/** Messages of the center in the tables of a station of which only a part travels. */
class MessageWriterIT {
    private static final Selection SELECTION = new Selection(
            Set.of("secret"),
            Map.of("no", "id", "내용", "text"),
            Optional.of(new RowExpression("state != 'draft' and flags != 1")));

    private static MariaDbServer server;

    @BeforeAll
    static void start() {
        server = Servers.mariaDb();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void makeTable() throws SQLException {
        server.execute("CREATE OR REPLACE DATABASE test", """
                CREATE TABLE test.orders (
                  no decimal(20,5) NOT NULL PRIMARY KEY, `내용` varchar(50), secret varchar(50) NOT NULL DEFAULT 'none',
                  state varchar(9), flags bit(9) NOT NULL DEFAULT 0, code varchar(9) NOT NULL,
                  changed datetime(3) ON UPDATE CURRENT_TIMESTAMP(3))""", """
                INSERT INTO test.orders (no, `내용`, secret, state, code) VALUES
                  (1, 'a', 's', 'open', 'ST001'), (2, 'b', 's', 'draft', 'ST001')""");
    }

    private static StationTable table() throws Exception {
        StationTables tables = new StationTables(
                new MariaDbDataSource(server.jdbcUrl("test") + "?user=root&password=" + server.rootPassword()),
                "test",
                List.of("orders"),
                "code",
                Map.of("orders", SELECTION));
        tables.refresh();
        return tables.get("orders");
    }

    private static Row row(String id, String text, String state) {
        Map<String, Value> values = new LinkedHashMap<>();
        values.put("id", Value.of(id));
        values.put("text", Value.of(text));
        values.put("state", Value.of(state));
        values.put("flags", Value.of(new byte[] {1, 0}));
        values.put("code", Value.of("ST001"));
        return Row.of(values);
    }

    private static boolean write(RowChange change, String... columns) throws Exception {
        StationTable table = table();
        try (Connection connection = server.connect("test");
                Statement session = connection.createStatement()) {
            session.execute(RowValues.SESSION);
            return new MessageWriter(connection)
                    .write(Message.arrived(table, table.key(change.image()), change, List.of(columns)));
        }
    }

    private static String rows() throws SQLException {
        try (Connection connection = server.connect("test");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        SELECT GROUP_CONCAT(CONCAT_WS(' ', TRIM(no) + 0, `내용`, secret, state, flags + 0, changed)
                          ORDER BY no) FROM orders""")) {
            rows.next();
            return String.valueOf(rows.getString(1));
        }
    }

    @Test
    void columnsHaveTheStationsNamesAndThoseExcludedStayAsTheyAre() throws Exception {
        boolean changed =
                write(RowChange.update(row("1.00000", "a", "open"), row("1.00000", "c", "sent")), "text", "state");

        assertThat(changed).isTrue();
        assertThat(rows()).isEqualTo("1 c s sent 0,2 b s draft 0");
    }

    @Test
    void aRowOutsideOfTheSelectionIsNoneToTheCenter() throws Exception {
        Row row = row("2.00000", "b", "open");

        assertThat(write(RowChange.update(row, row("2.00000", "c", "sent")), "text", "state"))
                .isFalse();
        assertThat(write(RowChange.delete(row))).isFalse();
        assertThat(write(RowChange.upsert(row))).isFalse();
        assertThat(rows()).isEqualTo("1 a s open 0,2 b s draft 0");
    }

    @Test
    void aRowThatTheCenterBringsBackHasTheDefaultOfAnExcludedColumn() throws Exception {
        assertThat(write(RowChange.delete(row("1.00000", "a", "open")))).isTrue();
        assertThat(write(RowChange.upsert(row("1.00000", "a", "open")))).isTrue();

        assertThat(rows()).isEqualTo("1 a none open 256,2 b s draft 0");
    }

    @Test
    void whatDoesNotFitTheTableIsFoundAtTheStart() throws SQLException {
        server.execute("ALTER TABLE test.orders MODIFY secret varchar(50) NOT NULL");
        Selection wrong = new Selection(
                Set.of("no", "gone"), Map.of("state", "code"), Optional.of(new RowExpression("stat == 'x'")));
        try (Connection connection = server.connect("test")) {
            List<Finding> findings =
                    new SelectionChecks("test", "code", Map.of("orders", wrong)).check(connection, "orders");

            assertThat(findings).allMatch(Finding::isProblem);
            assertThat(findings.stream().map(Finding::message))
                    .anySatisfy(message -> assertThat(message).contains("the column gone (expected: one of [no, "))
                    .anySatisfy(message -> assertThat(message).contains("the column no (expected: none of the primary"))
                    .anySatisfy(message -> assertThat(message).contains("are both named code at the center"))
                    .anySatisfy(message -> assertThat(message).contains("rows: names the column stat at character 1"));
            assertThat(new SelectionChecks("test", "code", Map.of("orders", SELECTION)).check(connection, "orders"))
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.isProblem()).isFalse();
                        assertThat(finding.message()).contains("secret is NOT NULL without a default");
                        assertThat(finding.fix())
                                .isEqualTo("ALTER TABLE `test`.`orders` ALTER COLUMN `secret` SET DEFAULT <a value>");
                    });
            assertThat(new SelectionChecks("test", "code", Map.of()).check(connection, "orders"))
                    .isEmpty();
        }
    }

    @Test
    void aTableThatHasLostAnExcludedColumnIsNotReadAgain() throws Exception {
        table();
        server.execute("ALTER TABLE test.orders CHANGE secret hidden varchar(50)");

        assertThatThrownBy(MessageWriterIT::table)
                .hasMessageContaining(
                        "sync.selection of orders no longer fits the table: exclude names the column secret");
    }
}
