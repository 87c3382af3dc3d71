package io.stationsync.setup;

import io.stationsync.setup.DatabaseChecks.Needs;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What the synced tables have that the binlog does not show or that changes rows behind the sync's back. */
final class TableAdvice {
    private static final String CASCADES = """
            SELECT r.CONSTRAINT_NAME, r.DELETE_RULE, r.UPDATE_RULE, k.REFERENCED_TABLE_SCHEMA, k.REFERENCED_TABLE_NAME,
              GROUP_CONCAT(CONCAT('`', REPLACE(k.COLUMN_NAME, '`', '``'), '`')
                ORDER BY k.ORDINAL_POSITION SEPARATOR ', '),
              GROUP_CONCAT(CONCAT('`', REPLACE(k.REFERENCED_COLUMN_NAME, '`', '``'), '`')
                ORDER BY k.ORDINAL_POSITION SEPARATOR ', ')
            FROM information_schema.REFERENTIAL_CONSTRAINTS r
            JOIN information_schema.KEY_COLUMN_USAGE k
              ON k.CONSTRAINT_SCHEMA = r.CONSTRAINT_SCHEMA AND k.CONSTRAINT_NAME = r.CONSTRAINT_NAME
                AND k.TABLE_NAME = r.TABLE_NAME
              AND k.TABLE_SCHEMA = ? AND k.TABLE_NAME = ?
            WHERE r.CONSTRAINT_SCHEMA = ? AND r.TABLE_NAME = ?
              AND (r.DELETE_RULE NOT IN ('RESTRICT', 'NO ACTION') OR r.UPDATE_RULE NOT IN ('RESTRICT', 'NO ACTION'))
            GROUP BY r.CONSTRAINT_NAME, r.DELETE_RULE, r.UPDATE_RULE, k.REFERENCED_TABLE_SCHEMA,
              k.REFERENCED_TABLE_NAME
            ORDER BY r.CONSTRAINT_NAME
            """;
    private static final String TRIGGERS = """
            SELECT TRIGGER_NAME, ACTION_TIMING, EVENT_MANIPULATION
            FROM information_schema.TRIGGERS
            WHERE EVENT_OBJECT_SCHEMA = ? AND EVENT_OBJECT_TABLE = ?
            ORDER BY TRIGGER_NAME
            """;

    private final Connection connection;
    private final Needs needs;

    TableAdvice(Connection connection, Needs needs) {
        this.connection = connection;
        this.needs = needs;
    }

    /** One finding for a table with nothing of note, else one for each thing. */
    List<Finding> check(String table) throws SQLException {
        List<Finding> warnings = new ArrayList<>();
        warnings.addAll(cascades(table));
        warnings.addAll(triggers(table));
        return warnings.isEmpty()
                ? List.of(Finding.ok(subject(table), "changes no rows that the binlog does not show"))
                : warnings;
    }

    private List<Finding> cascades(String table) throws SQLException {
        return Sql.list(
                connection,
                CASCADES,
                row -> cascade(
                        table,
                        row.getString(1),
                        "ON DELETE %s ON UPDATE %s".formatted(row.getString(2), row.getString(3)),
                        "FOREIGN KEY (%s) REFERENCES %s (%s)"
                                .formatted(
                                        row.getString(6),
                                        Sql.table(row.getString(4), row.getString(5)),
                                        row.getString(7))),
                needs.schema(),
                table,
                needs.schema(),
                table);
    }

    private Finding cascade(String table, String key, String rules, String definition) {
        return Finding.warning(
                subject(table),
                "foreign key %s has %s (expected: RESTRICT; InnoDB does not write cascaded rows to the binlog, so they do not travel)"
                        .formatted(key, rules),
                "Let the application change the dependent rows itself, then:\n"
                        + "ALTER TABLE %s DROP FOREIGN KEY %s;\n".formatted(name(table), Sql.name(key))
                        + "ALTER TABLE %s ADD CONSTRAINT %s %s;".formatted(name(table), Sql.name(key), definition));
    }

    /** Seen only with the TRIGGER privilege, which the service does not need otherwise. */
    private List<Finding> triggers(String table) throws SQLException {
        return Sql.list(
                connection,
                TRIGGERS,
                row -> Finding.warning(
                        subject(table),
                        "trigger %s runs %s %s of rows that the sync writes, too; what it changes then does not travel"
                                .formatted(row.getString(1), row.getString(2), row.getString(3)),
                        "If it is not meant to:\nDROP TRIGGER %s;"
                                .formatted(Sql.table(needs.schema(), row.getString(1)))),
                needs.schema(),
                table);
    }

    private String subject(String table) {
        return "table " + needs.schema() + "." + table;
    }

    private String name(String table) {
        return Sql.table(needs.schema(), table);
    }
}
