package io.stationsync.capture;

/**
 * A place in a server's binlog files. Only good for comparing what one server said at about the same time: what is kept is a
 * {@link io.stationsync.model.GtidPosition}.
 *
 * @param file as {@code SHOW BINARY LOGS} names it
 * @param offset in bytes from the file's beginning
 */
public record BinlogCoordinate(String file, long offset) implements Comparable<BinlogCoordinate> {
    /** File names end in a number of at least six digits, which grows. */
    @Override
    public int compareTo(BinlogCoordinate other) {
        int files = file.length() == other.file.length()
                ? file.compareTo(other.file)
                : Integer.compare(file.length(), other.file.length());
        return files != 0 ? files : Long.compare(offset, other.offset);
    }

    public boolean isAfter(BinlogCoordinate other) {
        return compareTo(other) > 0;
    }

    @Override
    public String toString() {
        return file + ":" + offset;
    }
}
