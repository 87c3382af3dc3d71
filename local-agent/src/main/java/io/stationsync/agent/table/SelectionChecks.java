package io.stationsync.agent.table;

import io.stationsync.database.SchemaReader;
import io.stationsync.database.Sql;
import io.stationsync.model.TableSchema;
import io.stationsync.setup.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** That what is to travel of a table fits the table. */
public final class SelectionChecks {
    private final String schema;
    private final String codeColumn;
    private final Map<String, Selection> selections;

    /** @param selections by table; of others everything travels */
    public SelectionChecks(String schema, String codeColumn, Map<String, Selection> selections) {
        this.schema = schema;
        this.codeColumn = codeColumn;
        this.selections = Map.copyOf(selections);
    }

    /**
     * @param table one that exists
     * @return nothing if everything of it travels
     */
    public List<Finding> check(Connection connection, String table) throws SQLException {
        Selection selection = selections.get(table);
        if (selection == null) {
            return List.of();
        }
        String subject = "sync.selection of %s".formatted(table);
        TableSchema stored =
                StationTable.stored(SchemaReader.read(connection, schema, table).orElseThrow());
        List<Finding> findings = new ArrayList<>();
        for (String problem : selection.problems(stored, codeColumn)) {
            findings.add(Finding.problem(subject, problem, "Correct the setting."));
        }
        if (!findings.isEmpty()) {
            return findings;
        }
        for (String column : selection.neededForNewRows(stored)) {
            findings.add(Finding.warning(
                    subject,
                    "the excluded column %s is NOT NULL without a default: the database refuses a row that the center brings back after it was deleted"
                            .formatted(column),
                    "ALTER TABLE %s.%s ALTER COLUMN %s SET DEFAULT <a value>"
                            .formatted(Sql.name(schema), Sql.name(table), Sql.name(column))));
        }
        return findings.isEmpty() ? List.of(Finding.ok(subject, "fits the table")) : findings;
    }
}
