package io.stationsync.capture;

/** The compressed end of an event written under {@code log_bin_compress=ON}. */
final class CompressedEvent {
    private static final int COMPRESSED = 0x80;
    private static final int METHOD = 0x70;
    private static final int LENGTH_BYTES = 7;

    private CompressedEvent() {}

    /** A byte with a flag, the method (0, zlib) and the length's length; the original length; zlib. */
    static byte[] read(ByteReader event) {
        int header = event.u8();
        if ((header & COMPRESSED) == 0 || (header & METHOD) != 0) {
            throw new IllegalArgumentException("compressed event with the header " + header);
        }
        int length = Math.toIntExact(event.unsignedBigEndian(header & LENGTH_BYTES));
        return CompressedCodec.inflate(event, length, false);
    }
}
