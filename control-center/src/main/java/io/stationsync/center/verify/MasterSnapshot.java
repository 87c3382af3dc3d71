package io.stationsync.center.verify;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** The master as it is at one moment, without a lock, for as long as this is open. */
public final class MasterSnapshot implements AutoCloseable {
    private final Connection connection;
    private final Runnable onClose;

    private MasterSnapshot(Connection connection, Runnable onClose) {
        this.connection = connection;
        this.onClose = onClose;
    }

    static MasterSnapshot open(DataSource dataSource, Runnable onClose) throws SQLException {
        Connection connection = dataSource.getConnection();
        try (Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            statement.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
            return new MasterSnapshot(connection, onClose);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    Connection connection() {
        return connection;
    }

    @Override
    public void close() throws SQLException {
        try {
            connection.rollback();
        } finally {
            connection.close();
            onClose.run();
        }
    }
}
