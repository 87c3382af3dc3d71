package io.stationsync.setup;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Server settings with which the sync runs, but may lose time, disk or rows after a crash. */
final class ServerAdvice {
    /** A station may well be away for a week; the fix leaves room for two. */
    static final Duration KEEP_BINLOG = Duration.ofDays(7);

    private static final Duration RECOMMENDED_BINLOG = Duration.ofDays(14);
    private static final long LARGEST_ROW = 16 * 1024 * 1024L;

    private static final String RUNNING_REPLICAS = "SHOW GLOBAL STATUS LIKE 'Slaves_running'";

    private ServerAdvice() {}

    static List<Finding> check(Connection connection, ServerVariables variables) throws SQLException {
        List<Finding> findings = new ArrayList<>(List.of(
                expectOne(
                        variables,
                        "sync_binlog",
                        "after a power cut InnoDB may hold rows that the binlog has lost; they would never travel"),
                expectOne(
                        variables,
                        "innodb_flush_log_at_trx_commit",
                        "after a power cut the binlog may hold rows that InnoDB has lost"),
                expiry(variables),
                packet(variables),
                readOnly(variables),
                replica(connection, variables)));
        if (variables.has("slave_connections_needed_for_purge")) {
            findings.add(purge(variables));
        }
        return findings;
    }

    private static Finding expectOne(ServerVariables variables, String name, String consequence) {
        return variables.is(name, "1")
                ? Finding.ok(name, "is 1")
                : Finding.warning(
                        name,
                        "%s is %s (expected: 1; %s)".formatted(name, variables.text(name), consequence),
                        Fix.dynamic(name, "1"));
    }

    /** MariaDB 10.6.1 added binlog_expire_logs_seconds; expire_logs_days shows the same value as a fraction. */
    private static Finding expiry(ServerVariables variables) {
        boolean inSeconds = variables.has("binlog_expire_logs_seconds");
        String name = inSeconds ? "binlog_expire_logs_seconds" : "expire_logs_days";
        double unit = inSeconds ? 1 : Duration.ofDays(1).toSeconds();
        double seconds = variables.number(name) * unit;
        if (seconds >= KEEP_BINLOG.toSeconds()) {
            return Finding.ok(name, "is " + variables.text(name));
        }
        String consequence = seconds == 0
                ? "0 keeps the binlog for ever, until the disk is full"
                : "a service that is away for longer must load its tables again";
        return Finding.warning(
                name,
                "%s is %s (expected: %d days or more; %s)"
                        .formatted(name, variables.text(name), KEEP_BINLOG.toDays(), consequence),
                Fix.dynamic(
                        name,
                        String.valueOf(inSeconds ? RECOMMENDED_BINLOG.toSeconds() : RECOMMENDED_BINLOG.toDays())));
    }

    /** New in MariaDB 11.4: automatic purging waits until so many replicas are connected, and we are one of them. */
    private static Finding purge(ServerVariables variables) {
        String name = "slave_connections_needed_for_purge";
        return variables.is(name, "0")
                ? Finding.ok(
                        name, "is 0: the binlog expires while the service is away, too; it then loads its tables again")
                : Finding.warning(
                        name,
                        "%s is %s: with fewer replicas connected nothing of the binlog expires, so that a stopped service can fill the disk"
                                .formatted(name, variables.text(name)),
                        "Keep it and watch the disk, or bound the disk and accept that a service which is away for longer "
                                + "than the binlog is kept loads its tables again:\n" + Fix.dynamic(name, "0"));
    }

    private static Finding packet(ServerVariables variables) {
        String name = "max_allowed_packet";
        return variables.number(name) >= LARGEST_ROW
                ? Finding.ok(name, "is " + variables.text(name))
                : Finding.warning(
                        name,
                        "%s is %s (expected: %d or more; larger rows cannot be applied)"
                                .formatted(name, variables.text(name), LARGEST_ROW),
                        Fix.dynamicForNewSessions(name, String.valueOf(LARGEST_ROW)));
    }

    private static Finding readOnly(ServerVariables variables) {
        return variables.is("read_only", "OFF")
                ? Finding.ok("read_only", "is OFF")
                : Finding.warning(
                        "read_only",
                        "read_only is %s (expected: OFF; the service cannot apply changes)"
                                .formatted(variables.text("read_only")),
                        Fix.dynamic("read_only", "OFF"));
    }

    /** Replication that runs shows in a status variable; one that is stopped leaves its position. */
    private static Finding replica(Connection connection, ServerVariables variables) throws SQLException {
        boolean isReplica = !variables.text("gtid_slave_pos").isEmpty()
                || Sql.list(connection, RUNNING_REPLICAS, row -> row.getInt(2)).stream()
                        .anyMatch(running -> running > 0);
        return isReplica && variables.is("log_slave_updates", "OFF")
                ? Finding.warning(
                        "log_slave_updates",
                        "log_slave_updates is OFF (expected: ON; the server is a replica, and rows that come by replication "
                                + "are not in its binlog)",
                        Fix.restart(List.of("log_slave_updates=ON")))
                : Finding.ok("replication", isReplica ? "is written to the binlog" : "is not used by this server");
    }
}
