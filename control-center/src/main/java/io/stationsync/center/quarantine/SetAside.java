package io.stationsync.center.quarantine;

import io.stationsync.database.SqlFailures;
import io.stationsync.model.Op;
import io.stationsync.model.RowKey;
import java.sql.SQLException;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record that is not applied.
 *
 * @param key null if it can't be read
 * @param op null if it can't be read
 * @param message what is wrong with it, without row values; null while it waits
 */
public record SetAside(
        ConsumerRecord<byte[], byte[]> record,
        State state,
        @Nullable RowKey key,
        @Nullable Op op,
        @Nullable String sqlState,
        @Nullable Integer errorCode,
        @Nullable String message) {

    /** Why it is here. */
    public enum State {
        /** By the database, or because it says that it belongs to another station. */
        REFUSED,
        /** Behind a refused change of the same row. */
        WAITING,
        /** Not in our format. */
        UNREADABLE;

        /** As stored and shown. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static SetAside refused(ConsumerRecord<byte[], byte[]> record, RowKey key, Op op, SQLException cause) {
        return new SetAside(
                record, State.REFUSED, key, op, cause.getSQLState(), cause.getErrorCode(), SqlFailures.describe(cause));
    }

    public static SetAside refused(ConsumerRecord<byte[], byte[]> record, RowKey key, Op op, String reason) {
        return new SetAside(record, State.REFUSED, key, op, null, null, reason);
    }

    public static SetAside waiting(ConsumerRecord<byte[], byte[]> record, RowKey key, Op op) {
        return new SetAside(record, State.WAITING, key, op, null, null, null);
    }

    public static SetAside unreadable(ConsumerRecord<byte[], byte[]> record, String reason) {
        return new SetAside(record, State.UNREADABLE, null, null, null, null, reason);
    }
}
