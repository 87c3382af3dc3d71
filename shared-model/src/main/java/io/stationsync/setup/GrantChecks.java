package io.stationsync.setup;

import io.stationsync.setup.DatabaseChecks.Needs;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The account: what it may do, and whether the binlog client can log in as it. */
final class GrantChecks {
    static final List<String> ON_TABLES = List.of("SELECT", "INSERT", "UPDATE", "DELETE");

    private static final List<String> ON_CENTER_SCHEMA =
            List.of("SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "ALTER");
    /** What our migrations and statements use; the fix grants all. */
    private static final List<String> ON_OWN_SCHEMA =
            List.of("SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER", "INDEX", "REFERENCES");

    private static final String UNSEEN_TABLE_FIX =
            "If there is no such table: correct the name in sync.tables (SYNC_TABLES), or create the table first.";

    private static final String GRANTS = "SHOW GRANTS";
    private static final String CURRENT_USER = "SELECT CURRENT_USER()";
    private static final String CREATE_USER = "SHOW CREATE USER";

    /** Read in com.github.shyiko.mysql.binlog.network.Authenticator. */
    private static final Set<String> CLIENT_SUPPORTS = Set.of("mysql_native_password", "caching_sha2_password");

    private static final Pattern PLUGIN = Pattern.compile("(?:IDENTIFIED VIA|OR) ([a-z0-9_]+)");

    private final ServerVariables variables;
    private final Needs needs;
    private final TableCatalog catalog;
    private final String account;
    private final Grants grants;

    private GrantChecks(ServerVariables variables, Needs needs, TableCatalog catalog, String account, Grants grants) {
        this.variables = variables;
        this.needs = needs;
        this.catalog = catalog;
        this.account = account;
        this.grants = grants;
    }

    static GrantChecks read(Connection connection, ServerVariables variables, Needs needs, TableCatalog catalog)
            throws SQLException {
        return new GrantChecks(
                variables,
                needs,
                catalog,
                Sql.account(Sql.strings(connection, CURRENT_USER).get(0)),
                Grants.of(Sql.strings(connection, GRANTS), variables.namesHaveCase()));
    }

    List<Finding> check() {
        List<Finding> findings = new ArrayList<>();
        findings.add(finding("*.*", "*.*", missingGlobal(), ""));
        findings.add(ownSchema());
        if (needs.role() == Role.CENTER) {
            findings.add(centerSchema());
        }
        needs.tables().forEach(table -> findings.add(table(table)));
        return findings;
    }

    /** True if the account cannot use the table; whether it exists may then not be known. */
    boolean isLocked(String table) {
        return !grants.missingOnTable(needs.schema(), table, ON_TABLES).isEmpty();
    }

    private List<String> missingGlobal() {
        List<String> missing = new ArrayList<>();
        if (!grants.hasGlobal("REPLICATION SLAVE")) {
            missing.add("REPLICATION SLAVE");
        }
        if (!mayReadBinlogStatus()) {
            missing.add("BINLOG MONITOR");
        }
        return missing;
    }

    /** SUPER stopped including it in MariaDB 11.0 (MDEV-29668). */
    private boolean mayReadBinlogStatus() {
        boolean superCounts =
                !BinlogChecks.Version.of(variables.text("version")).isAtLeast(11, 0);
        return grants.hasGlobal("BINLOG MONITOR")
                || grants.hasGlobal("REPLICATION CLIENT")
                || (superCounts && grants.hasGlobal("SUPER"));
    }

    private Finding ownSchema() {
        boolean enough =
                grants.missingOnSchema(BinlogChecks.OWN_SCHEMA, ON_OWN_SCHEMA).isEmpty();
        return finding(
                BinlogChecks.OWN_SCHEMA + ".*",
                Sql.grantedSchema(BinlogChecks.OWN_SCHEMA) + ".*",
                enough ? List.of() : List.of("ALL PRIVILEGES"),
                " (for the service's own tables)");
    }

    /** Master tables that the service creates cannot be granted one by one beforehand. */
    private Finding centerSchema() {
        boolean allExist = !needs.tables().isEmpty() && needs.tables().stream().allMatch(catalog::has);
        return finding(
                needs.schema() + ".*",
                Sql.grantedSchema(needs.schema()) + ".*",
                grants.missingOnSchema(needs.schema(), allExist ? List.of("CREATE", "ALTER") : ON_CENTER_SCHEMA),
                " (to create the master tables that stations announce, and to add what those gain)");
    }

    private Finding table(String table) {
        boolean seen = catalog.has(table);
        Finding finding = finding(
                needs.schema() + "." + table,
                Sql.table(needs.schema(), table),
                grants.missingOnTable(needs.schema(), table, ON_TABLES),
                seen ? "" : ", and sees no such table" + catalog.similarTo(table));
        return seen || !finding.isProblem()
                ? finding
                : Finding.problem(finding.subject(), finding.message(), finding.fix() + "\n" + UNSEEN_TABLE_FIX);
    }

    private Finding finding(String what, String scope, List<String> missing, String note) {
        String subject = "grants on " + what;
        if (missing.isEmpty()) {
            return Finding.ok(subject, account + " has what it needs");
        }
        String privileges = String.join(", ", missing);
        return Finding.problem(
                subject,
                "%s lacks %s%s%s".formatted(account, privileges, note, inactiveRoles()),
                "GRANT %s ON %s TO %s;".formatted(privileges, scope, account));
    }

    private String inactiveRoles() {
        return grants.inactiveRoles().isEmpty()
                ? ""
                : "; its role %s is granted but not its default role, so it does not count"
                        .formatted(String.join(", ", grants.inactiveRoles()));
    }

    Finding authentication(Connection connection) throws SQLException {
        return authentication(account, Sql.strings(connection, CREATE_USER).get(0));
    }

    /** @param createUser the account's SHOW CREATE USER; it contains the password's hash and must never be shown */
    static Finding authentication(String account, String createUser) {
        List<String> plugins = PLUGIN.matcher(createUser.replaceAll("'(?:[^']|'')*'", "''"))
                .results()
                .map(m -> m.group(1))
                .filter(plugin -> !plugin.equals("unix_socket"))
                .toList();
        boolean viaSocketOnly = plugins.isEmpty() && createUser.contains("IDENTIFIED VIA unix_socket");
        if (!viaSocketOnly && (plugins.isEmpty() || CLIENT_SUPPORTS.contains(plugins.get(0)))) {
            return Finding.ok("authentication", account + " can log in as a replica does");
        }
        return Finding.problem(
                "authentication",
                "%s logs in with %s (expected: mysql_native_password or caching_sha2_password; the binlog cannot be read with others)"
                        .formatted(account, viaSocketOnly ? "unix_socket" : plugins.get(0)),
                "As an administrator, with the account's password in place of <password>:\n"
                        + "  ALTER USER %s IDENTIFIED VIA mysql_native_password USING PASSWORD('<password>')"
                                .formatted(account));
    }
}
