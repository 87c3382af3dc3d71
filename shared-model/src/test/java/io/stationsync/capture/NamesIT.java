package io.stationsync.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.model.Position;
import io.stationsync.model.TableId;
import io.stationsync.servers.MariaDbServer;
import io.stationsync.servers.Servers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Names of tables that differ in upper and lower case only: one table or two, as the server takes them. */
class NamesIT {
    private static final TableId SALE = new TableId("test", "sale");

    private static final String[] STATEMENTS = {
        "INSERT INTO Sale VALUES (1)",
        "TRUNCATE TABLE Sale",
        "ALTER TABLE TEST.SALE ADD more INT",
        "SET SESSION binlog_format=STATEMENT",
        "UPDATE Sale SET more = 1",
        "SET SESSION binlog_format=ROW",
        "DROP TABLE Sale",
    };

    /** What a capture that wants {@code sale} delivers of those statements. */
    private static List<String> seen(Station station, Position from) throws Exception {
        List<TransactionPart> parts = station.read(from, s -> CaptureSettings.of(
                        s.host(),
                        s.port(),
                        s.username(),
                        s.password(),
                        s.serverId(),
                        s.schema(),
                        s.markerTable(),
                        SALE::equals)
                .withDeclared(s.declared()));
        return parts.stream()
                .flatMap(part -> part.statements().isEmpty()
                        ? part.events().stream().map(event -> "row of " + event.table())
                        : part.statements().stream().map(found -> found.kind() + " " + found.table()))
                .toList();
    }

    @Test
    void aServerThatKeepsThemInLowerCaseMeansOneTableByAllSpellings() throws Exception {
        try (MariaDbServer server = Servers.mariaDb(Map.of("lower_case_table_names", "1"))) {
            Station station = new Station(server);
            station.run("CREATE TABLE Sale (id INT PRIMARY KEY)");
            Position from = station.now();
            station.run(STATEMENTS);

            assertThat(seen(station, from))
                    .containsExactly(
                            "row of test.sale",
                            "TRUNCATE test.sale",
                            "ALTER test.sale",
                            "STATEMENT_FORMAT test.sale",
                            "DROP test.sale");
        }
    }

    @Test
    void elsewhereAnotherSpellingIsAnotherTable() throws Exception {
        try (MariaDbServer server = Servers.mariaDb()) {
            Station station = new Station(server);
            station.run("CREATE TABLE sale (id INT PRIMARY KEY)", "CREATE TABLE Sale (id INT PRIMARY KEY)");
            Position from = station.now();
            station.run("INSERT INTO Sale VALUES (1)", "TRUNCATE TABLE Sale", "DROP TABLE Sale", "TRUNCATE TABLE sale");

            assertThat(seen(station, from)).containsExactly("TRUNCATE test.sale");
        }
    }
}
