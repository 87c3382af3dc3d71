package io.stationsync.center.command;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The commands that are on their return topics. Used by the sender's thread. */
public final class SentCommands {
    private static final String SENT = """
            UPDATE stationsync.sync_command
               SET state = 'sent', sent_at = current_timestamp(3)
             WHERE id = ? AND state = 'given'
            """;

    private final DataSource dataSource;
    private final List<Long> sent = new ArrayList<>();

    public SentCommands(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** The sender begins a session: what was not committed is not sent. */
    public void clear() {
        sent.clear();
    }

    /** The command is on its topic as soon as the Kafka transaction is committed. */
    public void add(long command) {
        sent.add(command);
    }

    /** All that were added are committed. */
    public void committed() throws SQLException {
        if (sent.isEmpty()) {
            return;
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(SENT)) {
            for (long command : sent) {
                statement.setLong(1, command);
                statement.executeUpdate();
            }
        }
        sent.clear();
    }
}
