package io.stationsync.database;

import io.stationsync.model.Value;
import io.stationsync.model.ValueType;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;

/** Values on their way into MariaDB, in the form that capture gives them. Needs a session in UTC, see {@link #SESSION}. */
public final class RowValues {
    /**
     * What every session of ours sets: UTC, so that a TIMESTAMP is what the wire says; an explicit 0 in an
     * auto-increment column is 0; dates that the other side accepted are accepted; otherwise strict.
     */
    public static final String SESSION = """
            SET SESSION time_zone = '+00:00',
                        sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES,NO_ENGINE_SUBSTITUTION'
            """;

    private RowValues() {}

    /** @param type of the column that takes the value */
    public static void bind(PreparedStatement statement, int index, Value value, ValueType type) throws SQLException {
        if (value instanceof Value.Int number) {
            statement.setLong(index, number.value());
        } else if (value instanceof Value.Text text) {
            statement.setString(index, forColumn(text.value(), type));
        } else if (value instanceof Value.Binary binary) {
            statement.setBytes(index, binary.value().toArray());
        } else if (value instanceof Value.BigInt number) {
            statement.setBigDecimal(index, new BigDecimal(number.value()));
        } else if (value instanceof Value.Float64 number) {
            statement.setDouble(index, number.value());
        } else if (value instanceof Value.Float32 number) {
            statement.setString(index, Float.toString(number.value()));
        } else {
            statement.setNull(index, Types.NULL);
        }
    }

    private static String forColumn(String text, ValueType type) {
        boolean zoned = (type == ValueType.TIMESTAMP || type == ValueType.DATETIME) && text.endsWith("Z");
        return zoned ? text.substring(0, text.length() - 1) : text;
    }
}
