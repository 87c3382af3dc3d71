package io.stationsync.center.receive;

import io.stationsync.center.receive.LoadApply.Unseen;
import io.stationsync.center.send.Inquiries;
import io.stationsync.center.send.UnderWay;
import io.stationsync.center.table.MasterTable;
import io.stationsync.center.table.MasterWriter;
import io.stationsync.database.Progress;
import io.stationsync.database.ProgressMovedException;
import io.stationsync.database.ProgressTable;
import io.stationsync.database.Rollback;
import io.stationsync.engine.Deadline;
import io.stationsync.engine.EngineException;
import io.stationsync.engine.State;
import io.stationsync.model.Row;
import io.stationsync.model.RowKey;
import io.stationsync.model.Seq;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;

/**
 * Looks up, for a batch of a load, the master's rows and which of the center's edits of them the station has not seen. The
 * lookup is a transaction of its own, so that the capture, which knows of the edits, can say when it has read them all.
 */
final class LoadInquiry {
    private static final Duration PATIENCE = Duration.ofMillis(100);

    /** After so long the question is asked again: the capture may have begun behind it. */
    private static final Duration STALE = Duration.ofSeconds(30);

    private final Deadline stale = Deadline.in(STALE);
    private final long offset;
    private final Map<RowKey, Row> rows;
    private final CompletableFuture<Map<RowKey, UnderWay>> answer;

    private LoadInquiry(long offset, Map<RowKey, Row> rows, CompletableFuture<Map<RowKey, UnderWay>> answer) {
        this.offset = offset;
        this.rows = rows;
        this.answer = answer;
    }

    static LoadInquiry ask(
            DataSource dataSource, Inquiries inquiries, UpPartition partition, MasterTable table, Batch batch)
            throws SQLException, ProgressMovedException {
        String topic = partition.partition().topic();
        int number = partition.partition().partition();
        try (Connection connection = dataSource.getConnection()) {
            if (partition.nextOffset().isEmpty()) {
                partition.progress(Optional.of(begin(connection, topic, number, batch)));
            }
            connection.setAutoCommit(false);
            try {
                int marker = ProgressTable.again(connection, topic, number);
                Map<RowKey, Row> rows = new MasterWriter(connection, table).lock(List.copyOf(batch.keys()));
                CompletableFuture<Map<RowKey, UnderWay>> answer =
                        inquiries.ask(topic, marker, batch.keys(), batch.seen());
                connection.commit();
                return new LoadInquiry(batch.nextOffset(), rows, answer);
            } catch (SQLException | RuntimeException e) {
                Rollback.after(e, connection);
                throw e;
            }
        }
    }

    /** The first record of the topic is of a load: there is no progress yet that a marker could say again. */
    private static Progress begin(Connection connection, String topic, int number, Batch batch)
            throws SQLException, ProgressMovedException {
        Progress nothing = new Progress(topic, number, batch.nextOffset() - batch.size(), Seq.NONE, -1);
        ProgressTable.advance(connection, OptionalLong.empty(), nothing, 0);
        return nothing;
    }

    /** Whether it is about that batch and may still be answered. */
    boolean isOf(Batch batch) {
        return offset == batch.nextOffset() && (answer.isDone() || !stale.hasPassed());
    }

    /** @throws EngineException if the capture has not come to the question yet: ask for the answer again later */
    Unseen answer() throws EngineException, InterruptedException {
        try {
            return new Unseen(rows, answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            throw new EngineException(
                    State.RETRYING,
                    "rows of a load wait until the capture has read the center's own edits up to now; see capture",
                    e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("an inquiry is never answered with a failure", e);
        }
    }
}
