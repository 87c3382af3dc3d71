package io.stationsync.capture;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A QUERY event.
 *
 * @param schema the default database; empty if there was none
 * @see <a href="https://mariadb.com/kb/en/query_event/">MariaDB Knowledge Base, QUERY_EVENT</a>
 */
record QueryEvent(String schema, String sql) {
    private static final int LOAD_FIELDS = 13;

    /** @param event after its header and without its checksum */
    static QueryEvent read(ByteReader event) {
        return read(event, 0, false);
    }

    static QueryEvent readCompressed(ByteReader event) {
        return read(event, 0, true);
    }

    /** LOAD DATA in statement format: the same with the file's number and the places of its name in between. */
    static QueryEvent readLoad(ByteReader event) {
        return read(event, LOAD_FIELDS, false);
    }

    private static QueryEvent read(ByteReader event, int extraFields, boolean compressed) {
        event.skip(8);
        int schemaLength = event.u8();
        event.skip(2);
        int variables = event.u16();
        event.skip(extraFields);
        ByteReader status = event.slice(variables);
        String schema = event.utf8(schemaLength);
        event.skip(1);
        byte[] sql = compressed ? CompressedEvent.read(event) : event.copy(event.remaining());
        TextCharset charset = TextCharset.ofCollation(collation(status)).orElse(null);
        return new QueryEvent(schema, charset == null ? new String(sql, StandardCharsets.UTF_8) : charset.decode(sql));
    }

    /** With all of its text in lower case: keywords mean the same, and nobody asks for its literals. */
    QueryEvent inLowerCase() {
        return new QueryEvent(schema.toLowerCase(Locale.ROOT), sql.toLowerCase(Locale.ROOT));
    }

    /** The client's collation, in which the text stands: the fifth of the status variables that are always in order. */
    private static int collation(ByteReader status) {
        while (status.remaining() > 0) {
            switch (status.u8()) {
                case 0, 3 -> status.skip(4);
                case 1 -> status.skip(8);
                case 6 -> status.skip(status.u8());
                case 4 -> {
                    return status.u16();
                }
                default -> {
                    return 0;
                }
            }
        }
        return 0;
    }
}
