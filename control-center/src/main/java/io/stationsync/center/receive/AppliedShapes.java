package io.stationsync.center.receive;

import io.stationsync.database.Progress;
import io.stationsync.database.ProgressMovedException;
import io.stationsync.database.ProgressTable;
import io.stationsync.database.Rollback;
import io.stationsync.model.TableSchema;
import io.stationsync.wire.TopicNames.UpTopic;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/** Follows the stations' tables from shape to shape, as their changes are applied. Called by the receiver's thread only. */
final class AppliedShapes {
    private final DataSource dataSource;
    private final GainedColumns gainedColumns;

    /** As stored; empty if nothing of the table has been applied. */
    private final Map<UpTopic, Optional<TableSchema>> shapes = new ConcurrentHashMap<>();

    AppliedShapes(DataSource dataSource) {
        this.dataSource = dataSource;
        this.gainedColumns = new GainedColumns(dataSource);
    }

    /** Fills what the station's table has gained since the last change that was applied. */
    void follow(UpPartition partition, StationRows rows, TableSchema shape)
            throws SQLException, ProgressMovedException {
        Optional<TableSchema> before = of(partition);
        Optional<Progress> at = partition.progress();
        if (before.isPresent() && at.isPresent() && !before.get().equals(shape)) {
            gainedColumns.fill(partition.topic().station(), rows, before.get(), shape, at.get());
        }
    }

    /** In the transaction of the first changes of the shape; {@link #applied} tells that it has been committed. */
    void store(Connection connection, UpPartition partition, TableSchema shape) throws SQLException {
        if (!of(partition).equals(Optional.of(shape))) {
            StationShapes.store(connection, partition.partition().topic(), shape);
        }
    }

    void applied(UpTopic topic, TableSchema shape) {
        shapes.put(topic, Optional.of(shape));
    }

    /** Whether the last change that was applied was of another shape; false if none was. */
    boolean isOther(UpPartition partition, TableSchema shape) throws SQLException {
        return of(partition).filter(applied -> !applied.equals(shape)).isPresent();
    }

    /** Follows a table that has changed and has no row to tell of since. */
    void adopt(UpPartition partition, StationRows rows, TableSchema shape) throws SQLException, ProgressMovedException {
        follow(partition, rows, shape);
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                ProgressTable.stay(connection, partition.progress().orElseThrow());
                store(connection, partition, shape);
                connection.commit();
            } catch (SQLException | ProgressMovedException | RuntimeException e) {
                Rollback.after(e, connection);
                throw e;
            }
        }
        applied(partition.topic(), shape);
    }

    private Optional<TableSchema> of(UpPartition partition) throws SQLException {
        Optional<TableSchema> known = shapes.get(partition.topic());
        if (known == null) {
            try (Connection connection = dataSource.getConnection()) {
                known = StationShapes.find(connection, partition.partition().topic());
            }
            shapes.put(partition.topic(), known);
        }
        return known;
    }
}
