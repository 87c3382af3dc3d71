package io.stationsync.quarantine;

import java.nio.charset.StandardCharsets;
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

    static QuarantineContent of(boolean unreadable, byte[] content) {
        return unreadable
                ? new QuarantineContent(null, Base64.getEncoder().encodeToString(content))
                : new QuarantineContent(new String(content, StandardCharsets.UTF_8), null);
    }
}
