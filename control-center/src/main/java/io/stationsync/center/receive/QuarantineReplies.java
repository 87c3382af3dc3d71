package io.stationsync.center.receive;

import io.stationsync.center.send.ResendTable;
import io.stationsync.center.table.MasterTable;
import io.stationsync.model.Row;
import io.stationsync.model.RowKey;
import io.stationsync.quarantine.QuarantineTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/** What a station is told in answer to a load, in the transaction that applies it. */
final class QuarantineReplies implements LoadReply.Replies {
    private final Connection connection;
    private final String topic;
    private final String table;
    private final ResendTable resend;

    QuarantineReplies(Connection connection, UpPartition partition, MasterTable table) {
        this.connection = connection;
        this.topic = partition.partition().topic();
        this.table = table.name();
        this.resend = new ResendTable(connection, partition.topic().station(), table.name());
    }

    @Override
    public void tell(Row row) throws SQLException {
        resend.add(row);
    }

    @Override
    public Set<RowKey> blocked(Set<RowKey> keys) throws SQLException {
        return QuarantineTable.blocked(connection, topic, table, keys);
    }

    void write() throws SQLException {
        resend.write();
    }
}
