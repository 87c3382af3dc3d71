package io.stationsync.center.verify;

import io.stationsync.center.table.MasterTable;
import io.stationsync.center.table.StationRange;
import io.stationsync.database.RowReader;
import io.stationsync.database.Sql;
import io.stationsync.model.KeyRange;
import io.stationsync.model.Row;
import io.stationsync.model.TableSchema;
import io.stationsync.wire.EnvelopeReader;
import io.stationsync.wire.RowDigest;
import io.stationsync.wire.TravellingRange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The master's rows of a station, in the order that their keys have at the station. Not thread-safe.
 *
 * @param shape of the station's table
 * @param all of the station's rows
 */
public record ReportedRows(MasterTable table, TableSchema shape, StationRange all, EnvelopeReader reader) {
    public ReportedRows(MasterTable table, TableSchema shape, StationRange all) {
        this(table, shape, all, new EnvelopeReader());
    }

    /** The number of rows in a range and their digest. */
    record Digest(long rows, String digest) {}

    Digest digest(Connection connection, TravellingRange range) throws SQLException {
        RowDigest digest = new RowDigest(shape, all.codeColumn());
        each(connection, range, digest::add);
        return new Digest(digest.rows(), digest.end());
    }

    /** The rows in a range, with the station's columns and the code. */
    public List<Row> rows(Connection connection, TravellingRange range) throws SQLException {
        List<Row> rows = new ArrayList<>();
        each(connection, range, rows::add);
        return rows;
    }

    private void each(Connection connection, TravellingRange range, Consumer<Row> action) throws SQLException {
        KeyRange keys = new KeyRange(key(range.after()), key(range.upTo()));
        Row after = keys.after();
        Row upTo = keys.upTo();
        RowReader rowReader = new RowReader(table.columns());
        List<String> codes = List.copyOf(all.codes());
        String sql = "SELECT %s FROM %s WHERE %s IN (%s)%s%s ORDER BY %s"
                .formatted(
                        rowReader.selectList(),
                        Sql.name(table.name()),
                        Sql.name(all.codeColumn()),
                        Sql.placeholders(codes.size()),
                        after == null ? "" : " AND " + all.order().after(),
                        upTo == null ? "" : " AND " + all.order().upTo(),
                        all.order().orderBy());
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            RowReader.oneByOne(statement);
            int index = 1;
            for (String code : codes) {
                statement.setString(index++, code);
            }
            index = after == null ? index : all.order().bind(statement, index, after);
            if (upTo != null) {
                all.order().bind(statement, index, upTo);
            }
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    action.accept(rowReader.read(found));
                }
            }
        }
    }

    private @Nullable Row key(@Nullable JsonNode key) {
        return key == null ? null : row(key);
    }

    /** A row of the station in the form that the master holds. */
    Row row(JsonNode json) {
        byte[] bytes = TravellingRange.bytes(json);
        if (bytes == null) {
            throw new IllegalArgumentException("json: null (expected: a row)");
        }
        return table.forms().of(reader.image(bytes, table.types()));
    }
}
