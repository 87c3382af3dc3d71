package io.stationsync.center.quarantine;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What a record in quarantine says.
 *
 * @param payload the envelope, a JSON object; null if it can't be read
 * @param rawBase64 its bytes; null if it can be read
 */
public record QuarantineContent(
        @Nullable String payload, @Nullable String rawBase64) {

    static QuarantineContent read(ResultSet row) throws SQLException {
        byte[] raw = row.getBytes("raw");
        return new QuarantineContent(
                row.getString("payload"),
                raw == null ? null : Base64.getEncoder().encodeToString(raw));
    }
}
