package io.stationsync.quarantine;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a change in quarantine says. A large one is stored in pieces: what is here may be here because it exceeds
 * {@code max_allowed_packet}, which no statement of ours may.
 */
final class StoredContent {
    private static final int PIECE = 1024 * 1024;

    private static final String INSERT_PIECE =
            "INSERT INTO stationsync.sync_quarantine_piece (change_id, piece_no, content) VALUES (?, ?, ?)";

    private static final String DELETE_PIECES = "DELETE FROM stationsync.sync_quarantine_piece WHERE change_id = ?";

    private static final String READ = "SELECT COALESCE(payload, raw) FROM stationsync.sync_quarantine WHERE id = ?";

    /** One at a time, so that the answer is no packet of the whole size either. */
    private static final String READ_PIECE =
            "SELECT content FROM stationsync.sync_quarantine_piece WHERE change_id = ? AND piece_no = ?";

    private static final String REPLACE = "UPDATE stationsync.sync_quarantine SET payload = ? WHERE id = ?";

    private StoredContent() {}

    static boolean isSmall(byte[] content) {
        return content.length <= PIECE;
    }

    static void insertPieces(Connection connection, long id, byte[] content) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT_PIECE)) {
            for (int from = 0, number = 0; from < content.length; from += PIECE, number++) {
                statement.setLong(1, id);
                statement.setInt(2, number);
                statement.setBytes(3, Arrays.copyOfRange(content, from, Math.min(content.length, from + PIECE)));
                statement.executeUpdate();
            }
        }
    }

    /** Gives a readable change another content. */
    static void replace(Connection connection, long id, byte[] payload) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(DELETE_PIECES);
                PreparedStatement replace = connection.prepareStatement(REPLACE)) {
            delete.setLong(1, id);
            delete.executeUpdate();
            replace.setString(1, isSmall(payload) ? new String(payload, StandardCharsets.UTF_8) : null);
            replace.setLong(2, id);
            replace.executeUpdate();
        }
        if (!isSmall(payload)) {
            insertPieces(connection, id, payload);
        }
    }

    /** @return the record's value as it came or would have been sent; empty if there is no such change */
    static byte[] read(Connection connection, long id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(READ)) {
            statement.setLong(1, id);
            byte[] small = first(statement);
            if (small != null) {
                return small;
            }
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        try (PreparedStatement statement = connection.prepareStatement(READ_PIECE)) {
            statement.setLong(1, id);
            for (int number = 0; ; number++) {
                statement.setInt(2, number);
                byte[] piece = first(statement);
                if (piece == null) {
                    return content.toByteArray();
                }
                content.write(piece, 0, piece.length);
            }
        }
    }

    private static byte @Nullable [] first(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getBytes(1) : null;
        }
    }
}
