package io.stationsync.capture;

import io.stationsync.model.TableId;
import io.stationsync.model.TableSchema;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * How to reach the server and what to read.
 *
 * @param password may be empty
 * @param serverId distinct among all replicas and readers of the server, 1..4294967295
 * @param schema the database of the wanted tables: a statement-format change with it as default database, or naming it,
 *     is reported as a hole in the tables that it may concern
 * @param markerTable the table whose row, when a transaction begins with it, is reported as the transaction's marker
 * @param wanted the tables whose rows are delivered; must answer quickly and always the same. Asked with the names as the
 *     server compares them: all in lower case unless its lower_case_table_names is 0
 * @param heartbeat the server is asked to speak at least this often; three times this without a word is a lost connection
 * @param connectTimeout for the connection and the login
 * @param partEvents a part is delivered when it holds this many row events of wanted tables ...
 * @param partBytes ... or this many bytes of them, whichever comes first; a single event may be larger
 * @param declared a table's shape by {@code information_schema}, asked when a table is first met and after each change
 *     of its shape; tells UUID, INET4 and INET6 from BINARY, which the binlog does not
 * @param remembered a table's shape at the position where the capture begins, if it is known: the declared one may be of
 *     long after. Good up to the first statement that changes the table
 */
public record CaptureSettings(
        String host,
        int port,
        String username,
        String password,
        long serverId,
        String schema,
        TableId markerTable,
        Predicate<TableId> wanted,
        Tls tls,
        Duration heartbeat,
        Duration connectTimeout,
        int partEvents,
        int partBytes,
        Function<TableId, Optional<TableSchema>> declared,
        Function<TableId, Optional<TableSchema>> remembered) {
    private static final long LARGEST_SERVER_ID = 0xFFFF_FFFFL;

    public CaptureSettings {
        check(!host.isBlank(), "host: '%s' (expected: a host name or address)", host);
        check(port >= 1 && port <= 65_535, "port: %s (expected: 1..65535)", port);
        check(serverId >= 1 && serverId <= LARGEST_SERVER_ID, "serverId: %s (expected: 1..4294967295)", serverId);
        check(heartbeat.toMillis() >= 1, "heartbeat: %s (expected: 1 ms or more)", heartbeat);
        check(connectTimeout.toMillis() >= 1, "connectTimeout: %s (expected: 1 ms or more)", connectTimeout);
        check(partEvents >= 1, "partEvents: %s (expected: 1 or more)", partEvents);
        check(partBytes >= 1, "partBytes: %s (expected: 1 or more)", partBytes);
    }

    private static void check(boolean right, String message, Object value) {
        if (!right) {
            throw new IllegalArgumentException(message.formatted(value));
        }
    }

    /** Plain TCP, a heartbeat of 5 s, 10 s to connect, parts of 10,000 events or 1 MiB, no declared tables. */
    public static CaptureSettings of(
            String host,
            int port,
            String username,
            String password,
            long serverId,
            String schema,
            TableId markerTable,
            Predicate<TableId> wanted) {
        return new CaptureSettings(
                host,
                port,
                username,
                password,
                serverId,
                schema,
                markerTable,
                wanted,
                Tls.OFF,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                10_000,
                1024 * 1024,
                table -> Optional.empty(),
                table -> Optional.empty());
    }

    public CaptureSettings withTls(Tls mode) {
        return copy(mode, heartbeat, partEvents, partBytes, declared, remembered);
    }

    public CaptureSettings withHeartbeat(Duration interval) {
        return copy(tls, interval, partEvents, partBytes, declared, remembered);
    }

    public CaptureSettings withParts(int events, int bytes) {
        return copy(tls, heartbeat, events, bytes, declared, remembered);
    }

    public CaptureSettings withDeclared(Function<TableId, Optional<TableSchema>> tables) {
        return copy(tls, heartbeat, partEvents, partBytes, tables, remembered);
    }

    public CaptureSettings withRemembered(Function<TableId, Optional<TableSchema>> tables) {
        return copy(tls, heartbeat, partEvents, partBytes, declared, tables);
    }

    private CaptureSettings copy(
            Tls mode,
            Duration interval,
            int events,
            int bytes,
            Function<TableId, Optional<TableSchema>> now,
            Function<TableId, Optional<TableSchema>> then) {
        return new CaptureSettings(
                host,
                port,
                username,
                password,
                serverId,
                schema,
                markerTable,
                wanted,
                mode,
                interval,
                connectTimeout,
                events,
                bytes,
                now,
                then);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "%s@%s:%d as server id %d".formatted(username, host, port, serverId);
    }
}
