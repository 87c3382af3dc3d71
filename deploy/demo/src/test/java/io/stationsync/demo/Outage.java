package io.stationsync.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * What keeps the two sides from knowing of each other's edits for a while.
 *
 * @param name what it is
 * @param centerFirst whether the center's edits must be made before the station's, because changes of the station are
 *     applied at the center all the while; otherwise the station's are made first
 * @param begin returns when it has begun
 * @param passed returns when everything has happened that can happen meanwhile
 * @param end may be called although {@code begin} failed
 */
record Outage(String name, boolean centerFirst, Runnable begin, Runnable passed, Runnable end) {
    private static final Runnable NOTHING = () -> {};

    /** All of them: nothing moves, or one of the four ways of a change through the product is closed. */
    static List<Outage> all(Fleet fleet, Station station, String table) {
        Center center = fleet.center();
        Runnable upIsThrough = () -> Tables.awaitUp(center.database(), table, station);
        Runnable downIsThrough = () -> Tables.awaitDown(center.database(), table, station);
        RowLock centerApply = new RowLock(center.database(), "topic LIKE '%.up.%'");
        RowLock stationApply = new RowLock(station.database(), "topic LIKE '%.down.%'");
        BinlogGrant centerCapture = new BinlogGrant(center.database());
        BinlogGrant stationCapture = new BinlogGrant(station.database());
        return List.of(
                cut("the station is cut off", station.link()::cut, station.link()::restore),
                cut("the agent is killed", station.agent()::kill, station.agent()::start),
                cut("the center is cut off", center.link()::cut, center.link()::restore),
                cut("the center is killed", center.service()::kill, center.service()::start),
                cut("kafka is killed", fleet.kafka()::kill, fleet.kafka()::start),
                new Outage(
                        "the center captures nothing", true, centerCapture::revoke, upIsThrough, centerCapture::grant),
                new Outage("the station applies nothing", true, stationApply::lock, upIsThrough, stationApply::release),
                new Outage(
                        "the station captures nothing",
                        false,
                        stationCapture::revoke,
                        downIsThrough,
                        stationCapture::grant),
                new Outage(
                        "the center applies nothing", false, centerApply::lock, downIsThrough, centerApply::release));
    }

    private static Outage cut(String name, Runnable begin, Runnable end) {
        return new Outage(name, false, begin, NOTHING, end);
    }

    @Override
    public String toString() {
        return name;
    }

    /** Holds the rows of {@code sync_progress} that every apply must write first. */
    private static final class RowLock {
        private final Database database;
        private final String condition;
        private List<Connection> held = List.of();

        RowLock(Database database, String condition) {
            this.database = database;
            this.condition = condition;
        }

        void lock() {
            Connection connection = database.connect();
            held = List.of(connection);
            run(
                    connection,
                    "START TRANSACTION",
                    "SELECT * FROM stationsync.sync_progress WHERE " + condition + " FOR UPDATE");
        }

        void release() {
            held.forEach(connection -> run(connection, "ROLLBACK"));
            held = List.of();
        }

        private static void run(Connection connection, String... statements) {
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            } catch (SQLException e) {
                throw new IllegalStateException("A lock is not to be had", e);
            }
        }
    }

    /** Without it, and without the connection that had it, the binlog is not read. */
    private record BinlogGrant(Database database) {
        private static final String DUMPS =
                "SELECT id FROM information_schema.processlist WHERE command LIKE 'Binlog Dump%'";

        void revoke() {
            database.execute("REVOKE REPLICATION SLAVE ON *.* FROM " + account());
            List<String> dumps = database.query(DUMPS).stream()
                    .map(row -> "KILL " + row.get("id"))
                    .toList();
            database.execute(dumps.toArray(String[]::new));
            Tables.await(database, "SELECT COUNT(*) FROM (%s) dumps".formatted(DUMPS), "0");
        }

        void grant() {
            database.execute("GRANT REPLICATION SLAVE ON *.* TO " + account());
        }

        private String account() {
            return database.value("SELECT CONCAT('''', user, '''@''', host, '''') FROM mysql.user WHERE user = '%s'"
                    .formatted(database.user()));
        }
    }
}
