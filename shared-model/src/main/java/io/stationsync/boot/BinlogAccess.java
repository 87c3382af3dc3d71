package io.stationsync.boot;

import io.stationsync.capture.CaptureSettings;
import io.stationsync.capture.Tls;
import io.stationsync.database.DatabaseAddress;
import io.stationsync.model.TableId;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/** How to read the binlog of the database that the data source names, with the same account. */
public final class BinlogAccess {
    private static final Pattern SSL_MODE = Pattern.compile("[?&]sslMode=([A-Za-z_-]+)", Pattern.CASE_INSENSITIVE);

    /** Server ids of ours have the highest bit, which hand-numbered servers hardly use. */
    private static final long SERVER_ID_BIT = 0x8000_0000L;

    private BinlogAccess() {}

    /**
     * @param identity of the service among all that read a binlog; the server id of its connection is derived from it
     * @throws IllegalArgumentException for a URL we can't read a binlog through
     */
    public static CaptureSettings of(JdbcConnectionDetails database, String identity, Predicate<TableId> wanted) {
        DatabaseAddress address = DatabaseAddress.parse(database.getJdbcUrl());
        return CaptureSettings.of(
                        address.host(),
                        address.port(),
                        Objects.requireNonNullElse(database.getUsername(), ""),
                        Objects.requireNonNullElse(database.getPassword(), ""),
                        serverId(identity),
                        address.schema(),
                        DatabaseAddress.MARKER,
                        wanted)
                .withTls(tls(database.getJdbcUrl()));
    }

    static long serverId(String identity) {
        CRC32 crc = new CRC32();
        crc.update(identity.getBytes(StandardCharsets.UTF_8));
        return crc.getValue() | SERVER_ID_BIT;
    }

    /** The driver's {@code sslMode}, in the words of the binlog's connection. */
    private static Tls tls(String url) {
        Matcher mode = SSL_MODE.matcher(url);
        if (!mode.find()) {
            return Tls.OFF;
        }
        return switch (mode.group(1).toLowerCase(Locale.ROOT)) {
            case "disable" -> Tls.OFF;
            case "trust" -> Tls.TRUST;
            default -> Tls.VERIFY;
        };
    }
}
