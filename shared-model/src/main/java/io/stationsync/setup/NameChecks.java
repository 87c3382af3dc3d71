package io.stationsync.setup;

import io.stationsync.setup.DatabaseChecks.Needs;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The names of the schema and the tables in our settings: that they are spelled as in the binlog, where names are compared
 * exactly. A server whose lower_case_table_names is not 0 finds a table in any spelling, but its row events have all names in
 * lower case; with another spelling every change would be taken for another table's.
 */
final class NameChecks {
    private NameChecks() {}

    /** One finding if all is well, else one for each name. */
    static List<Finding> check(ServerVariables variables, Needs needs) {
        List<Finding> problems = new ArrayList<>();
        if (!variables.namesHaveCase()) {
            String why = "this server keeps names in lower case: lower_case_table_names is "
                    + variables.text("lower_case_table_names");
            if (isOther(needs.schema())) {
                problems.add(schema(needs.schema(), why));
            }
            needs.tables().stream()
                    .filter(NameChecks::isOther)
                    .forEach(table -> problems.add(table(table, why, needs.role())));
        }
        return problems.isEmpty()
                ? List.of(Finding.ok("names of tables", "are spelled as the server spells them"))
                : problems;
    }

    private static boolean isOther(String name) {
        return !name.equals(lower(name));
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static Finding schema(String name, String why) {
        return Finding.problem(
                "spring.datasource.url",
                "names the database %s (expected: %s; %s)".formatted(name, lower(name), why),
                "Write %s in spring.datasource.url (SPRING_DATASOURCE_URL).".formatted(lower(name)));
    }

    private static Finding table(String name, String why, Role role) {
        return Finding.problem(
                "sync.tables",
                "names the table %s (expected: %s; %s)".formatted(name, lower(name), why),
                "Write %s in sync.tables%s.".formatted(lower(name), role == Role.STATION ? " (SYNC_TABLES)" : ""));
    }
}
