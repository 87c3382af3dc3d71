package io.stationsync.center.receive;

import io.stationsync.center.table.MasterTable;
import io.stationsync.database.Progress;
import io.stationsync.database.ProgressMovedException;
import io.stationsync.database.Sql;
import io.stationsync.model.Column;
import io.stationsync.model.StationCode;
import io.stationsync.model.TableSchema;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the master's rows of a station what the station's own rows got when a column was added there, which no row event
 * tells. Rows in which the master has something else than its column's default were edited at the center and keep that.
 */
final class GainedColumns {
    private static final Logger log = LoggerFactory.getLogger(GainedColumns.class);

    private final DataSource dataSource;

    GainedColumns(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    void fill(StationCode station, StationRows rows, TableSchema before, TableSchema now, Progress at)
            throws SQLException, ProgressMovedException {
        for (Column column : now.columns()) {
            if (before.column(column.name()).isEmpty()) {
                fill(station, rows, column, at);
            }
        }
    }

    private void fill(StationCode station, StationRows rows, Column column, Progress at)
            throws SQLException, ProgressMovedException {
        MasterTable table = rows.table();
        Optional<String> theirs = MasterTable.valueOfOldRows(column);
        Optional<String> ours = table.schema().column(column.name()).flatMap(MasterTable::valueOfOldRows);
        if (theirs.isEmpty() || ours.isEmpty()) {
            log.warn(
                    "station {}: {} gained the column {}, whose values in older rows were computed ({}): the master's rows have them when they change, or after a resync",
                    station,
                    table.name(),
                    column.name(),
                    column.defaultValue());
            return;
        }
        long edited = rows.count(dataSource, "NOT %s <=> %s".formatted(Sql.name(column.name()), ours.get()));
        if (edited > 0) {
            log.warn(
                    "station {}: {} gained the column {}, in which {} of the master's rows of it were edited before: these edits stay here, and the station has {} there",
                    station,
                    table.name(),
                    column.name(),
                    edited,
                    theirs.get());
        }
        if (!theirs.equals(ours)) {
            String name = Sql.name(column.name());
            long written = rows.write(
                    dataSource,
                    "UPDATE %s SET %s = %s".formatted(Sql.name(table.name()), name, theirs.get()),
                    "%s <=> %s".formatted(name, ours.get()),
                    at);
            log.info(
                    "station {}: {} gained the column {}: {} rows of the master table have {} there now",
                    station,
                    table.name(),
                    column.name(),
                    written,
                    theirs.get());
        }
    }
}
