package io.stationsync.quarantine;

import io.stationsync.database.SqlFailures;
import io.stationsync.model.Op;
import io.stationsync.model.RowKey;
import java.sql.SQLException;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record that was received and is not applied.
 *
 * @param table empty if it can't be read
 * @param key null if it can't be read
 * @param op null if it can't be read
 * @param message what is wrong with it, without row values; null while it waits
 */
public record SetAside(
        ConsumerRecord<byte[], byte[]> record,
        State state,
        String table,
        @Nullable RowKey key,
        @Nullable Op op,
        @Nullable String sqlState,
        @Nullable Integer errorCode,
        @Nullable String message) {

    /** Why it is here. */
    public enum State {
        /** By the database, because it says that it belongs to another station, or because it is too large to be sent. */
        REFUSED,
        /** Behind a refused change of the same row. */
        WAITING,
        /** Will be sent as soon as the sender can. */
        RELEASED,
        /** Not in our format. */
        UNREADABLE;

        /** As stored and shown. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }

    public static SetAside refused(
            ConsumerRecord<byte[], byte[]> record, String table, RowKey key, Op op, SQLException cause) {
        return new SetAside(
                record,
                State.REFUSED,
                table,
                key,
                op,
                cause.getSQLState(),
                cause.getErrorCode(),
                SqlFailures.describe(cause));
    }

    public static SetAside refused(
            ConsumerRecord<byte[], byte[]> record, String table, RowKey key, Op op, String reason) {
        return new SetAside(record, State.REFUSED, table, key, op, null, null, reason);
    }

    public static SetAside waiting(ConsumerRecord<byte[], byte[]> record, String table, RowKey key, Op op) {
        return new SetAside(record, State.WAITING, table, key, op, null, null, null);
    }

    /** @param table empty if it can't be read */
    public static SetAside unreadable(ConsumerRecord<byte[], byte[]> record, String table, String reason) {
        return new SetAside(record, State.UNREADABLE, table, null, null, null, null, reason);
    }
}
