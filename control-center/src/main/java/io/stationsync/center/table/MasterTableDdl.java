package io.stationsync.center.table;

import io.stationsync.database.Sql;
import io.stationsync.model.Column;
import io.stationsync.model.RowKey;
import io.stationsync.model.SqlType;
import io.stationsync.model.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The statements that make a master table fit for a station's table. */
final class MasterTableDdl {
    private static final Pattern ZEROFILL = Pattern.compile("[a-z]+(\\(\\d+(,\\d+)?\\))? unsigned zerofill");
    private static final Pattern COLLATION = Pattern.compile("[A-Za-z0-9_]+");
    private static final String SURROGATE = "master_id";

    private MasterTableDdl() {}

    /** All columns of the station's table, its own key in front, and the code if the station's table lacks it. */
    static String create(TableSchema station, String codeColumn) {
        List<String> lines = new ArrayList<>();
        lines.add(Sql.name(SURROGATE) + " bigint NOT NULL AUTO_INCREMENT PRIMARY KEY");
        station.columns().forEach(column -> lines.add(definition(column, column.nullable())));
        if (station.column(codeColumn).isEmpty()) {
            lines.add(codeDefinition(codeColumn));
        }
        List<String> key = RowKey.keyColumns(station.primaryKey(), codeColumn).names();
        lines.add("UNIQUE KEY (%s)".formatted(Sql.names(key)));
        return "CREATE TABLE %s (\n  %s\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;"
                .formatted(Sql.name(station.table()), String.join(",\n  ", lines));
    }

    /** The station's sequence is not there at the center, and its values come with the rows. */
    private static boolean isSequence(String defaultValue) {
        return defaultValue.startsWith("nextval(") || defaultValue.startsWith("lastval(");
    }

    /** Of a column that rows may lack: nullable, with what the station's rows got for it. */
    static String nullableDefinition(Column column) {
        return named(column) + " NULL" + ColumnDefault.clause(column);
    }

    static String codeDefinition(String codeColumn) {
        return Sql.name(codeColumn) + " varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL";
    }

    private static String definition(Column column, boolean nullable) {
        StringBuilder text = new StringBuilder(named(column));
        text.append(nullable ? " NULL" : " NOT NULL");
        String defaultValue = column.defaultValue();
        if (defaultValue != null && (nullable || !defaultValue.equalsIgnoreCase("NULL")) && !isSequence(defaultValue)) {
            text.append(" DEFAULT ").append(defaultValue);
        }
        return text.toString();
    }

    private static String named(Column column) {
        SqlType type = SqlType.parse(column.type());
        // How wide a number is shown matters only where it is filled up with zeros.
        String written = ZEROFILL.matcher(column.type()).matches() ? column.type() : type.toString();
        String named = Sql.name(column.name()) + " " + written;
        String collation = column.collation();
        if (collation != null && !COLLATION.matcher(collation).matches()) {
            throw new IllegalArgumentException("collation of column %s: '%s' (expected: letters, digits and _)"
                    .formatted(column.name(), collation));
        }
        return collation == null ? named : named + " COLLATE " + collation;
    }
}
