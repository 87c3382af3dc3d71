package io.stationsync.capture;

import io.stationsync.model.Value;
import java.util.function.Function;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Columns with the attribute COMPRESSED. A cell's first byte holds the method in its upper four bits (0: as it is, 8:
 * zlib), whether zlib's own header is missing, and how many bytes the original length has that follows.
 *
 * @see <a href="https://mariadb.com/kb/en/storage-engine-independent-column-compression/">MariaDB Knowledge Base</a>
 */
final class CompressedCodec implements CellCodec {
    /** No byte of zlib's holds more. */
    private static final long MOST_INFLATED_BYTES = 1032;

    private static final int PLAIN = 0;
    private static final int ZLIB = 8;
    private static final int NO_HEADER = 8;

    private final int countBytes;
    private final Function<byte[], Value> value;

    private CompressedCodec(int countBytes, Function<byte[], Value> value) {
        this.countBytes = countBytes;
        this.value = value;
    }

    static CellCodec text(int countBytes, TextCharset charset) {
        return new CompressedCodec(countBytes, bytes -> Value.of(charset.decode(bytes)));
    }

    static CellCodec binary(int countBytes) {
        return new CompressedCodec(countBytes, Value::of);
    }

    @Override
    public Value decode(ByteReader cell) {
        ByteReader bytes = cell.slice(Math.toIntExact(cell.unsigned(countBytes)));
        if (bytes.remaining() == 0) {
            return value.apply(new byte[0]);
        }
        int header = bytes.u8();
        return value.apply(
                switch (header >> 4) {
                    case PLAIN -> bytes.copy(bytes.remaining());
                    case ZLIB -> inflate(bytes, header);
                    default -> throw new IllegalArgumentException("compression method " + (header >> 4));
                });
    }

    private static byte[] inflate(ByteReader bytes, int header) {
        int length = Math.toIntExact(bytes.unsignedBigEndian(header & 7));
        return inflate(bytes, length, (header & NO_HEADER) != 0);
    }

    /** @param length of what comes out */
    static byte[] inflate(ByteReader bytes, int length, boolean noHeader) {
        int count = bytes.remaining();
        if (length > MOST_INFLATED_BYTES * count) {
            throw new IllegalArgumentException("%d bytes from %d compressed ones".formatted(length, count));
        }
        Inflater inflater = new Inflater(noHeader);
        try {
            byte[] original = new byte[length];
            inflater.setInput(bytes.array(), bytes.skip(count), count);
            int done = inflater.inflate(original);
            if (done != length) {
                throw new IllegalArgumentException("%d bytes instead of %d".formatted(done, length));
            }
            return original;
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("compressed bytes that zlib can't read", e);
        } finally {
            inflater.end();
        }
    }
}
