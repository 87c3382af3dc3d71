package io.stationsync.transport;

import io.stationsync.capture.TransactionPart;
import io.stationsync.model.Position;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * What one end makes of its binlog: the part of the sender in which agent and center differ. Its state belongs to the
 * position; after any failure it is restored from the status topic. Called by the sender's thread only.
 */
public interface Translation {
    /** The topics that must exist before anything is sent, the status topic among them. */
    List<NewTopic> topics() throws Exception;

    /**
     * Takes the state back that was committed last, and forgets any other.
     *
     * @param status the status topic's last value of each key; empty at the first start
     * @return where to go on in the binlog
     */
    Position restore(Map<String, byte[]> status) throws Exception;

    /** Raises the {@link io.stationsync.database.Watermark}: something has been sent since the last time. */
    void raiseWatermark() throws Exception;

    /** The session's first transaction is committed: Kafka holds a position. */
    void begun() throws Exception;

    /**
     * The binlog has lost the position: it no longer has what follows it, or never had it.
     *
     * @param reason for the log
     * @return whether the next session can do without, so that {@link #restore} gives another position
     */
    boolean positionLost(String reason);

    /** The number of the last request for a resync, of anything and by anybody; 0 for none. */
    long lastRequest() throws Exception;

    /**
     * Whether an operator has asked for all rows of any table. Then the next session may go on behind what the capture can't
     * read, as after {@link #positionLost}.
     *
     * @param after the number of a request: only later ones count
     */
    boolean isResyncAskedFor(long after) throws Exception;

    /**
     * Sends what the other end must know of this part of a transaction.
     *
     * @param firstRow number of rows of synced tables in the parts of this transaction before
     * @return number of rows of synced tables in this part
     */
    long translate(TransactionPart part, long firstRow, Outbox outbox) throws Exception;

    /**
     * Sends what was set aside and is to be sent after all, between two Kafka transactions.
     *
     * @return whether anything is sent; then the transaction is committed as it is
     */
    boolean release(Outbox outbox) throws Exception;

    /** Everything that was sent so far is committed, with {@link #status} of it. */
    void committed() throws Exception;

    /** The status records that go with everything translated so far. */
    Map<String, byte[]> status(Position position);

    /** Whether the other end needs what {@link #heartbeat()} says before its time. */
    default boolean isHeartbeatDue() {
        return false;
    }

    /** The status records that say that this end lives. */
    Map<String, byte[]> heartbeat();
}
