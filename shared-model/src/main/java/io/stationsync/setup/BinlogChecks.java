package io.stationsync.setup;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The server itself and what it writes to its binlog. Which variables can be set while the server runs is from
 * information_schema.SYSTEM_VARIABLES (READ_ONLY) of MariaDB 11.4.
 */
final class BinlogChecks {
    /** Our own tables; hidden from the binlog, their markers would be missing and every applied row would echo. */
    static final String OWN_SCHEMA = "stationsync";

    private static final int ACCESS_DENIED_PRIVILEGE = 1227;
    private static final Pattern VERSION = Pattern.compile("(?:5\\.5\\.5-)?(\\d+)\\.(\\d+)\\..*");
    private static final String BINLOG_STATUS = "SHOW MASTER STATUS";

    private BinlogChecks() {}

    /** The major and minor number of a version such as {@code 11.4.5-MariaDB-log}. */
    record Version(int major, int minor) {
        static Version of(String text) {
            Matcher matcher = VERSION.matcher(text);
            return matcher.matches()
                    ? new Version(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
                    : new Version(0, 0);
        }

        boolean isAtLeast(int otherMajor, int otherMinor) {
            return major > otherMajor || (major == otherMajor && minor >= otherMinor);
        }
    }

    static Finding version(ServerVariables variables) {
        String version = variables.text("version");
        boolean isMariaDb = (version + variables.text("version_comment")).contains("MariaDB");
        return isMariaDb && Version.of(version).isAtLeast(10, 5)
                ? Finding.ok("server", "MariaDB " + version)
                : Finding.problem(
                        "server",
                        "version is %s%s (expected: MariaDB 10.5 or later)"
                                .formatted(version, isMariaDb ? "" : ", not MariaDB"),
                        "Use a MariaDB server of version 10.5 or later: older ones cannot write the names of columns to "
                                + "the binlog (binlog_row_metadata).");
    }

    static List<Finding> settings(ServerVariables variables) {
        return List.of(
                logBin(variables),
                expect(variables, "binlog_format", "ROW", true),
                expect(variables, "binlog_row_image", "FULL", true),
                expect(variables, "binlog_row_metadata", "FULL", false),
                serverId(variables));
    }

    private static Finding logBin(ServerVariables variables) {
        return variables.is("log_bin", "ON")
                ? Finding.ok("log_bin", "is ON")
                : Finding.problem(
                        "log_bin",
                        "log_bin is OFF (expected: ON; the server writes no binlog)",
                        Fix.restart(List.of(
                                "log_bin=mariadb-bin",
                                "binlog_format=ROW",
                                "binlog_row_image=FULL",
                                "binlog_row_metadata=FULL")));
    }

    private static Finding expect(ServerVariables variables, String name, String expected, boolean copiedBySessions) {
        if (variables.is(name, expected)) {
            return Finding.ok(name, "is " + expected);
        }
        return Finding.problem(
                name,
                "%s is %s (expected: %s)".formatted(name, variables.text(name), expected),
                copiedBySessions ? Fix.dynamicForNewSessions(name, expected) : Fix.dynamic(name, expected));
    }

    private static Finding serverId(ServerVariables variables) {
        String id = variables.text("server_id");
        return id.equals("0")
                ? Finding.problem(
                        "server_id",
                        "server_id is 0 (expected: a number from 1 to 4294967295 that no other server here has)",
                        Fix.dynamic("server_id", "1"))
                : Finding.ok("server_id", "is " + id);
    }

    /** Filters that keep schemas out of the binlog. Nothing where the account may not see them: that is a finding itself. */
    static List<Finding> filters(Connection connection, ServerVariables variables, String schema) throws SQLException {
        Optional<Filters> filters = readFilters(connection);
        if (filters.isEmpty()) {
            return List.of();
        }
        Set<String> hidden = Stream.of(schema, OWN_SCHEMA)
                .filter(name -> filters.get().hides(name, variables.namesHaveCase()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return List.of(
                hidden.isEmpty()
                        ? Finding.ok("binlog filters", "hide neither %s nor %s".formatted(schema, OWN_SCHEMA))
                        : filters.get().problem(hidden));
    }

    private static Optional<Filters> readFilters(Connection connection) throws SQLException {
        try {
            return Sql.list(
                            connection,
                            BINLOG_STATUS,
                            row -> new Filters(
                                    names(row.getString("Binlog_Do_DB")), names(row.getString("Binlog_Ignore_DB"))))
                    .stream()
                    .findFirst();
        } catch (SQLException e) {
            if (e.getErrorCode() == ACCESS_DENIED_PRIVILEGE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static List<String> names(String commaSeparated) {
        return Stream.of(commaSeparated.split(","))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private record Filters(List<String> doDb, List<String> ignoreDb) {
        boolean hides(String schema, boolean namesHaveCase) {
            return (!doDb.isEmpty() && !contains(doDb, schema, namesHaveCase))
                    || contains(ignoreDb, schema, namesHaveCase);
        }

        Finding problem(Set<String> hidden) {
            List<String> lines = new ArrayList<>();
            if (!doDb.isEmpty()) {
                lines.add("no binlog_do_db at all, or also:");
                hidden.forEach(schema -> lines.add("binlog_do_db=" + schema));
            }
            if (!ignoreDb.isEmpty()) {
                hidden.forEach(schema -> lines.add("no binlog_ignore_db=" + schema));
            }
            return Finding.problem(
                    "binlog filters",
                    "binlog_do_db is '%s' and binlog_ignore_db is '%s' (expected: changes of %s are written)"
                            .formatted(
                                    String.join(",", doDb), String.join(",", ignoreDb), String.join(" and ", hidden)),
                    Fix.restart(lines));
        }

        private static boolean contains(List<String> names, String name, boolean namesHaveCase) {
            return names.stream().anyMatch(n -> namesHaveCase ? n.equals(name) : n.equalsIgnoreCase(name));
        }
    }
}
