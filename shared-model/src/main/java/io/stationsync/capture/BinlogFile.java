package io.stationsync.capture;

/** Which binlog file is being read and how far. Not thread-safe. */
final class BinlogFile {
    private static final long OFFSET_BITS = 0xFFFF_FFFFL;

    private String name = "";
    private long offset;

    /**
     * An event's header has been read.
     *
     * @param endOffset the lower 32 bits of where it ends in the file; 0 for an event that is in no file
     * @param length of the whole event
     */
    void advance(long endOffset, long length) {
        if (endOffset != 0) {
            offset = (offset + length) & ~OFFSET_BITS | endOffset;
        }
    }

    /** @param event a ROTATE after its header: eight bytes of offset, then the file's name */
    void rotate(ByteReader event) {
        event.skip(Long.BYTES);
        name = event.utf8(event.remaining());
        offset = 0;
    }

    BinlogCoordinate coordinate() {
        return new BinlogCoordinate(name, offset);
    }
}
