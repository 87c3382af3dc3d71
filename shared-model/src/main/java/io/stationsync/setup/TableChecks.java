package io.stationsync.setup;

import io.stationsync.setup.DatabaseChecks.Needs;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The synced tables: that they are there, and that their rows can be told apart. */
final class TableChecks {
    private static final String TABLE = """
            SELECT TABLE_TYPE, ENGINE
            FROM information_schema.TABLES
            WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?
            """;
    private static final String COLUMNS = """
            SELECT COLUMN_NAME
            FROM information_schema.COLUMNS
            WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?
            ORDER BY ORDINAL_POSITION
            """;
    private static final String UNIQUE_COLUMNS = """
            SELECT INDEX_NAME, COLUMN_NAME
            FROM information_schema.STATISTICS
            WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND NON_UNIQUE = 0
            ORDER BY INDEX_NAME, SEQ_IN_INDEX
            """;

    private final Connection connection;
    private final Needs needs;
    private final TableCatalog catalog;

    TableChecks(Connection connection, Needs needs, TableCatalog catalog) {
        this.connection = connection;
        this.needs = needs;
        this.catalog = catalog;
    }

    /** One finding for a good table, else one for each thing that is wrong with it. */
    List<Finding> check(String table) throws SQLException {
        if (!catalog.has(table)) {
            return List.of(missing(table));
        }
        Shape shape = read(table);
        if (!shape.type().equals("BASE TABLE")) {
            return List.of(notATable(table, shape));
        }
        List<Finding> problems = new ArrayList<>();
        if (!"InnoDB".equalsIgnoreCase(shape.engine())) {
            problems.add(notInnoDb(table, shape));
        }
        if (!shape.unique().containsKey("PRIMARY")) {
            problems.add(noPrimaryKey(table, shape));
        }
        shape.columns().stream()
                .filter(column -> column.equalsIgnoreCase(needs.codeColumn()) && !column.equals(needs.codeColumn()))
                .forEach(column -> problems.add(misspelledCode(table, column)));
        problems.addAll(new ColumnChecks(connection, needs.schema()).check(table));
        if (needs.role() == Role.CENTER) {
            problems.addAll(master(table, shape));
        }
        return problems.isEmpty()
                ? List.of(Finding.ok(subject(table), "is an InnoDB table with a primary key"))
                : problems;
    }

    private record Shape(String type, @Nullable String engine, List<String> columns, Map<String, List<String>> unique) {
        boolean hasColumn(String name) {
            return columns.stream().anyMatch(name::equalsIgnoreCase);
        }
    }

    private Shape read(String table) throws SQLException {
        Map<String, List<String>> unique = new TreeMap<>();
        Sql.list(
                connection,
                UNIQUE_COLUMNS,
                row -> unique.computeIfAbsent(row.getString(1), name -> new ArrayList<>())
                        .add(row.getString(2)),
                needs.schema(),
                table);
        List<String> columns = Sql.strings(connection, COLUMNS, needs.schema(), table);
        return Sql.list(
                        connection,
                        TABLE,
                        row -> new Shape(row.getString(1), row.getString(2), columns, unique),
                        needs.schema(),
                        table)
                .get(0);
    }

    private String subject(String table) {
        return "table " + needs.schema() + "." + table;
    }

    private Finding missing(String table) {
        if (needs.role() == Role.CENTER) {
            return Finding.ok(subject(table), "does not exist yet; it is created when a station announces it");
        }
        return Finding.problem(
                subject(table),
                "does not exist in schema %s%s".formatted(needs.schema(), catalog.similarTo(table)),
                "Correct the name in sync.tables (SYNC_TABLES), or the database in spring.datasource.url "
                        + "(SPRING_DATASOURCE_URL), or create the table.");
    }

    private Finding notATable(String table, Shape shape) {
        return Finding.problem(
                subject(table),
                "is a %s (expected: BASE TABLE)".formatted(shape.type()),
                shape.type().equals("SYSTEM VERSIONED")
                        ? "ALTER TABLE %s DROP SYSTEM VERSIONING;".formatted(name(table))
                        : "Take it out of sync.tables (SYNC_TABLES) and name the tables behind it instead.");
    }

    private Finding notInnoDb(String table, Shape shape) {
        return Finding.problem(
                subject(table),
                "its engine is %s (expected: InnoDB; others have no transactions)".formatted(shape.engine()),
                "ALTER TABLE %s ENGINE=InnoDB;".formatted(name(table)));
    }

    private Finding noPrimaryKey(String table, Shape shape) {
        return Finding.problem(
                subject(table),
                "has no primary key (expected: one, to tell its rows apart)",
                primaryKeyFix(table, shape));
    }

    /** The database finds a column in any spelling; in row events and records names are compared exactly. */
    private Finding misspelledCode(String table, String column) {
        return Finding.problem(
                subject(table),
                "sync.code-column is %s (expected: %s, as this table spells it)".formatted(needs.codeColumn(), column),
                "Write %s in sync.code-column (SYNC_CODE_COLUMN), the same at the center and all stations; or, if other tables "
                                .formatted(column)
                        + "spell it %s, rename the column in this one.".formatted(needs.codeColumn()));
    }

    private String primaryKeyFix(String table, Shape shape) {
        if (needs.role() == Role.CENTER && !shape.hasColumn("master_id")) {
            return "ALTER TABLE %s ADD COLUMN `master_id` bigint NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST;"
                    .formatted(name(table));
        }
        String column = shape.hasColumn("master_id") ? "master_id" : "id";
        return shape.hasColumn(column)
                ? "ALTER TABLE %s ADD PRIMARY KEY (%s);".formatted(name(table), Sql.name(column))
                : "ALTER TABLE %s ADD COLUMN `id` bigint NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST;"
                        .formatted(name(table));
    }

    /** Rows of all stations share a master table: their code must be there, and be part of what makes a row unique. */
    private List<Finding> master(String table, Shape shape) {
        if (!shape.hasColumn(needs.codeColumn())) {
            return List.of(Finding.problem(
                    subject(table),
                    "has no column %s (expected: one, to tell the stations' rows apart)".formatted(needs.codeColumn()),
                    "ALTER TABLE %s ADD COLUMN %s varchar(64) CHARACTER SET ascii NOT NULL;"
                            .formatted(name(table), Sql.name(needs.codeColumn()))));
        }
        boolean isUnique = shape.unique().values().stream()
                .anyMatch(columns -> columns.stream().anyMatch(needs.codeColumn()::equalsIgnoreCase));
        return isUnique ? List.of() : List.of(noStationKey(table, shape));
    }

    private Finding noStationKey(String table, Shape shape) {
        String statement = "ALTER TABLE %s ADD UNIQUE KEY (%s, %s)"
                .formatted(
                        name(table),
                        shape.hasColumn("id") ? Sql.name("id") : "<the primary key's columns at the stations>",
                        Sql.name(needs.codeColumn()));
        return Finding.problem(
                subject(table),
                "has no unique key with the column %s (expected: the stations' primary key and it)"
                        .formatted(needs.codeColumn()),
                shape.hasColumn("id") ? statement + ";" : statement);
    }

    private String name(String table) {
        return Sql.table(needs.schema(), table);
    }
}
