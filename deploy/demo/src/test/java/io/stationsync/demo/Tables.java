package io.stationsync.demo;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Tables like that of the documentation, and statements for their rows. */
final class Tables {
    /** Nothing takes as long on the slowest machine that is worth waiting for. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Ids of rows that only show how far the sync has come. */
    private static final long FIRST_WITNESS = 1_000_000_000;

    private static final AtomicLong NEXT_WITNESS = new AtomicLong(FIRST_WITNESS);

    private Tables() {}

    /** A table of another name, and its master table. */
    static SyncedTable like(String name) {
        SyncedTable original = SyncedTable.KAFKA_TEST;
        String from = "CREATE TABLE kafka_test";
        String to = "CREATE TABLE " + name;
        return new SyncedTable(
                name,
                original.stationDdl().replace(from, to),
                original.masterDdl().replace(from, to));
    }

    static String insert(String table, Station station, long id, String text) {
        return insert(table, station.code(), id, text);
    }

    static String insert(String table, String code, long id, String text) {
        return """
                INSERT INTO %s (id, text, code, create_date, modify_date)
                VALUES (%d, '%s', '%s', '2026-11-21 08:00:00', '2026-11-21 08:00:00')""".formatted(table, id, text, code);
    }

    static String update(String table, long id, String assignments) {
        return "UPDATE %s SET %s WHERE id = %d".formatted(table, assignments, id);
    }

    static String delete(String table, long id) {
        return "DELETE FROM %s WHERE id = %d".formatted(table, id);
    }

    /** The same, for the master's row of one station. */
    static String ofStation(String statement, Station station) {
        return "%s AND code = '%s'".formatted(statement, station.code());
    }

    /** Waits until a query has this as its first value. Its table may be missing at first. */
    static void await(Database database, String query, String value) {
        Waiting.until("%s answers %s to %s".formatted(database, value, query), PATIENCE, () -> {
            String now = answer(database, query);
            return now.equals(value) ? Optional.empty() : Optional.of("It answers " + now);
        });
    }

    private static String answer(Database database, String query) {
        try {
            return database.query(query).stream()
                    .flatMap(row -> row.values().stream().limit(1).map(String::valueOf))
                    .findFirst()
                    .orElse("nothing");
        } catch (IllegalStateException refused) {
            return String.valueOf(refused.getCause());
        }
    }

    /** Waits until the master has the station's rows of the table, and no others of its code. */
    static void awaitEqual(Station station, String table) {
        Waiting.until(
                "%s is the same at %s and at the center".formatted(table, station),
                PATIENCE,
                () -> station.difference(table));
    }

    /**
     * Returns when all that was written at the stations before has been applied at the center, and then all that the center
     * has sent them has been applied there: a row made at a station follows the first and an edit of it at the center follows
     * the second. Both channels keep the order, so what is not in place now never will be.
     */
    static void awaitRoundTrip(Fleet fleet, String table, Station... stations) {
        for (Station station : stations) {
            awaitUp(fleet.center().database(), table, station);
        }
        for (Station station : stations) {
            awaitDown(fleet.center().database(), table, station);
        }
    }

    /** The first half: what the station wrote before is applied at the center. */
    static void awaitUp(Database master, String table, Station station) {
        long witness = NEXT_WITNESS.incrementAndGet();
        station.database().execute(insert(table, station, witness, "to the center"));
        await(master, ofStation(select(table, witness), station), "to the center");
    }

    /** The second half: what the center has sent the station before is applied there. At least one {@link #awaitUp} came before. */
    static void awaitDown(Database master, String table, Station station) {
        String some = "SELECT MAX(id) FROM %s WHERE id > %d".formatted(table, FIRST_WITNESS);
        long witness = master.number(ofStation(some, station));
        String text = "and back " + NEXT_WITNESS.incrementAndGet();
        master.execute(ofStation(update(table, witness, "text = '" + text + "'"), station));
        await(station.database(), select(table, witness), text);
    }

    private static String select(String table, long id) {
        return "SELECT text FROM %s WHERE id = %d".formatted(table, id);
    }

    static boolean isWitness(Traffic.Message message) {
        return message.id() >= FIRST_WITNESS;
    }
}
