package io.stationsync.center.receive;

import io.stationsync.center.command.CommandTable;
import io.stationsync.wire.LoadMode;
import io.stationsync.wire.TopicNames.UpTopic;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Whether deletes of the center may not have reached the station, so that a row that is not here may be one of those. */
@FunctionalInterface
interface LostDeletes {
    /** Asked only where a station changes a row that the master does not have. */
    boolean mayBe() throws SQLException;

    /**
     * The station says so as soon as it knows; the center knows it when it commands a load in which its own rows count.
     *
     * @param connection with the transaction that applies the changes, for which the answer holds
     * @param mode that the station's changes have
     */
    static LostDeletes of(Connection connection, UpTopic topic, LoadMode mode) {
        return mode == LoadMode.CENTER ? () -> true : new AskedOnce(connection, topic);
    }

    /** Of many rows that are missing, the first one asks. */
    final class AskedOnce implements LostDeletes {
        private final Connection connection;
        private final UpTopic topic;
        private @Nullable Boolean answer;

        private AskedOnce(Connection connection, UpTopic topic) {
            this.connection = connection;
            this.topic = topic;
        }

        @Override
        public boolean mayBe() throws SQLException {
            Boolean known = answer;
            if (known == null) {
                known = CommandTable.isLoadOfCenterOpen(connection, topic.station(), topic.table());
                answer = known;
            }
            return known;
        }
    }
}
