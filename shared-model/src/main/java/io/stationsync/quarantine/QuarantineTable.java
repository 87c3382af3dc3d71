package io.stationsync.quarantine;

import io.stationsync.database.Sql;
import io.stationsync.model.RowKey;
import io.stationsync.model.StationCode;
import io.stationsync.quarantine.SetAside.State;
import io.stationsync.wire.RecordHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code stationsync.sync_quarantine} as a receiver uses it, in the transaction of the batch. What it says of a
 * row is locked until that ends, so that an operator's retry and a batch never pass each other.
 */
public final class QuarantineTable {
    static final int LONGEST_KEY = 1_000;
    private static final int LONGEST_MESSAGE = 1_000;
    private static final int KEYS_PER_STATEMENT = 1_000;
    private static final byte[] NO_KEY = new byte[16];

    private static final String ANY = "SELECT 1 FROM stationsync.sync_quarantine WHERE topic = ? LIMIT 1";

    private static final String BLOCKED = """
            SELECT DISTINCT key_hash FROM stationsync.sync_quarantine
             WHERE topic = ? AND table_name = ? AND key_hash IN (%s) LOCK IN SHARE MODE
            """;

    private static final String INSERT = """
            INSERT INTO stationsync.sync_quarantine
                   (station, table_name, topic, record_offset, row_key, key_hash, headers, op, state, payload, raw, sql_state,
                    error_code, message)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String REMOVE_UNREADABLE =
            "DELETE FROM stationsync.sync_quarantine WHERE id = ? AND state = 'unreadable'";

    private static final String REMOVE_ALL =
            "DELETE FROM stationsync.sync_quarantine WHERE topic = ? AND state <> 'unreadable'";

    private QuarantineTable() {}

    /** Which of the rows have a change in quarantine, so that further ones must wait behind it. */
    public static Set<RowKey> blocked(Connection connection, String topic, String table, Collection<RowKey> keys)
            throws SQLException {
        Set<RowKey> blocked = new HashSet<>();
        if (!isAny(connection, topic)) {
            return blocked;
        }
        List<RowKey> all = List.copyOf(keys);
        for (int from = 0; from < all.size(); from += KEYS_PER_STATEMENT) {
            blocked(
                    connection,
                    topic,
                    table,
                    all.subList(from, Math.min(all.size(), from + KEYS_PER_STATEMENT)),
                    blocked);
        }
        return blocked;
    }

    private static boolean isAny(Connection connection, String topic) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ANY)) {
            statement.setString(1, topic);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    private static void blocked(
            Connection connection, String topic, String table, List<RowKey> keys, Set<RowKey> blocked)
            throws SQLException {
        Map<ByteBuffer, RowKey> byHash = new HashMap<>();
        keys.forEach(key -> byHash.put(ByteBuffer.wrap(hash(key)), key));
        try (PreparedStatement statement =
                connection.prepareStatement(BLOCKED.formatted(Sql.placeholders(keys.size())))) {
            statement.setString(1, topic);
            statement.setString(2, table);
            for (int i = 0; i < keys.size(); i++) {
                statement.setBytes(i + 3, hash(keys.get(i)));
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    blocked.add(byHash.get(ByteBuffer.wrap(row.getBytes(1))));
                }
            }
        }
    }

    /**
     * Numbers the changes in the order of their records, in which those of a row are tried again.
     *
     * @param station that sends to the topic, or receives from it
     * @param all of one topic, as it is now
     */
    public static void store(Connection connection, StationCode station, List<SetAside> all) throws SQLException {
        if (all.isEmpty()) {
            return;
        }
        List<SetAside> inOrder = new ArrayList<>(all);
        inOrder.sort(Comparator.comparingLong(one -> one.record().offset()));
        try (PreparedStatement statement = connection.prepareStatement(INSERT, Statement.RETURN_GENERATED_KEYS)) {
            for (SetAside one : inOrder) {
                if (StoredContent.isSmall(value(one))) {
                    bind(statement, station, one);
                    statement.addBatch();
                } else {
                    // Those before it come first.
                    statement.executeBatch();
                    bind(statement, station, one);
                    statement.executeUpdate();
                    StoredContent.insertPieces(connection, generatedKey(statement), value(one));
                }
            }
            statement.executeBatch();
        }
    }

    private static byte[] value(SetAside one) {
        byte[] value = one.record().value();
        return value == null ? new byte[0] : value;
    }

    static long generatedKey(PreparedStatement statement) throws SQLException {
        try (ResultSet key = statement.getGeneratedKeys()) {
            if (!key.next()) {
                throw new SQLException("sync_quarantine gave no number for what was stored");
            }
            return key.getLong(1);
        }
    }

    private static void bind(PreparedStatement statement, StationCode station, SetAside one) throws SQLException {
        String key = one.key() == null ? "" : one.key().toString();
        byte[] value = StoredContent.isSmall(value(one)) ? value(one) : null;
        boolean readable = one.state() != State.UNREADABLE;
        statement.setString(1, station.value());
        statement.setString(2, one.table());
        statement.setString(3, one.record().topic());
        statement.setLong(4, one.record().offset());
        statement.setString(5, cut(key, LONGEST_KEY));
        statement.setBytes(6, one.key() == null ? NO_KEY : hash(one.key()));
        statement.setString(7, readable ? RecordHeaders.ofChange(one.record().headers()) : null);
        statement.setString(8, one.op() == null ? "?" : one.op().code());
        statement.setString(9, one.state().code());
        statement.setString(10, readable && value != null ? new String(value, StandardCharsets.UTF_8) : null);
        statement.setBytes(11, readable ? null : value);
        statement.setString(12, one.sqlState());
        statement.setObject(13, one.errorCode());
        statement.setString(14, message(one.message()));
    }

    /** It is not wanted. @return false if it is no longer there */
    public static boolean removeUnreadable(Connection connection, long id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REMOVE_UNREADABLE)) {
            statement.setLong(1, id);
            return statement.executeUpdate() == 1;
        }
    }

    /** The station no longer has any of the rows. @return how many changes of them there were */
    public static int removeAll(Connection connection, String topic) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REMOVE_ALL)) {
            statement.setString(1, topic);
            return statement.executeUpdate();
        }
    }

    static @Nullable String message(@Nullable String text) {
        return cut(text, LONGEST_MESSAGE);
    }

    static @Nullable String cut(@Nullable String text, int longest) {
        return text == null ? null : text.substring(0, Math.min(longest, text.length()));
    }

    static byte[] hash(RowKey key) {
        UUID hash = UUID.nameUUIDFromBytes(key.toString().getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.allocate(NO_KEY.length)
                .putLong(hash.getMostSignificantBits())
                .putLong(hash.getLeastSignificantBits())
                .array();
    }
}
