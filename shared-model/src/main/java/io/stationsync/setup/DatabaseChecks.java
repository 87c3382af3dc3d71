package io.stationsync.setup;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a service needs of its MariaDB. Reads only, with what any account may read about itself; every finding of every
 * check is returned, the good ones too, so that {@code doctor} can show them.
 */
public final class DatabaseChecks {
    private DatabaseChecks() {}

    /**
     * What the service is going to use.
     *
     * @param schema the schema of the synced tables
     * @param tables the names of the synced tables; at the center possibly empty: what the stations announce
     * @param codeColumn the column that names a row's station
     * @param further what else to check of each table that exists
     */
    public record Needs(String schema, List<String> tables, String codeColumn, Role role, TableCheck further) {
        public Needs {
            tables = List.copyOf(tables);
        }

        public Needs(String schema, List<String> tables, String codeColumn, Role role) {
            this(schema, tables, codeColumn, role, (connection, table) -> List.of());
        }
    }

    /** A check of one table. */
    public interface TableCheck {
        List<Finding> check(Connection connection, String table) throws SQLException;
    }

    /** Everything that {@code doctor} shows of a database, from the attempt to connect on. */
    public static List<Finding> all(String url, @Nullable String username, @Nullable String password, Needs needs)
            throws SQLException {
        DatabaseConnector.Attempt attempt = DatabaseConnector.open(url, username, password);
        if (attempt instanceof DatabaseConnector.Attempt.Opened opened) {
            try (Connection connection = opened.connection()) {
                List<Finding> findings = new ArrayList<>();
                findings.add(Finding.ok("database", "answers"));
                findings.addAll(essential(connection, needs));
                findings.addAll(advice(connection, needs));
                return findings;
            }
        }
        return List.of(attempt.failure().orElseThrow());
    }

    /** What must hold for the service to run. Of a server that is not MariaDB 10.5 or later nothing else is asked. */
    public static List<Finding> essential(Connection connection, Needs needs) throws SQLException {
        ServerVariables variables = ServerVariables.read(connection);
        Finding version = BinlogChecks.version(variables);
        if (version.isProblem()) {
            return List.of(version);
        }
        TableCatalog catalog = TableCatalog.read(connection, needs.schema(), variables.namesHaveCase());
        GrantChecks grants = GrantChecks.read(connection, variables, needs, catalog);
        List<Finding> findings = new ArrayList<>();
        findings.add(version);
        findings.addAll(BinlogChecks.settings(variables));
        findings.addAll(BinlogChecks.filters(connection, variables, needs.schema()));
        findings.addAll(NameChecks.check(variables, needs));
        findings.add(grants.authentication(connection));
        findings.addAll(grants.check());
        findings.addAll(tables(connection, needs, catalog, grants));
        return findings;
    }

    /** What the account cannot see would look missing: that it may not see it has been said already. */
    private static List<Finding> tables(Connection connection, Needs needs, TableCatalog catalog, GrantChecks grants)
            throws SQLException {
        TableChecks checks = new TableChecks(connection, needs, catalog);
        List<Finding> findings = new ArrayList<>();
        for (String table : needs.tables()) {
            if (catalog.has(table) || !grants.isLocked(table)) {
                findings.addAll(checks.check(table));
            }
            if (catalog.has(table)) {
                findings.addAll(needs.further().check(connection, table));
            }
        }
        return findings;
    }

    /**
     * What lets it run but puts data, disk or completeness at risk: never a problem, at most warnings; none for a server that
     * is not MariaDB 10.5 or later.
     */
    public static List<Finding> advice(Connection connection, Needs needs) throws SQLException {
        ServerVariables variables = ServerVariables.read(connection);
        if (BinlogChecks.version(variables).isProblem()) {
            return List.of();
        }
        TableCatalog catalog = TableCatalog.read(connection, needs.schema(), variables.namesHaveCase());
        TableAdvice tables = new TableAdvice(connection, needs);
        List<Finding> findings = new ArrayList<>(ServerAdvice.check(connection, variables));
        for (String table : needs.tables()) {
            if (catalog.has(table)) {
                findings.addAll(tables.check(table));
            }
        }
        return findings;
    }
}
