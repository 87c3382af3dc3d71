package io.stationsync.capture;

import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventHeaderV4;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import io.stationsync.capture.CaptureException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of a connection in place of the client library's deserializer and gives them to the transactions in
 * the same call. The library is told nothing but empty events: so it tracks no position of its own, and there is no
 * listener whose exceptions it could swallow. The first failure is kept and ends the library's loop by an {@link
 * EOFException}, the one exception that it does not go on after.
 */
final class EventStream extends EventDeserializer {
    private static final int HEADER = 19;
    private static final int CHECKSUM = 4;
    private static final int FORMAT_CREATED = 52;
    /** MariaDB writes no log event larger than this (1 GiB and its overhead). */
    private static final int LARGEST = Integer.MAX_VALUE - 64;

    private static final Event NOTHING = new Event(new EventHeaderV4(), null);

    private final Transactions transactions;
    private final Runnable heard;
    private final Runnable settled;
    private final Gathering gathering = new Gathering(System.nanoTime());
    private final BinlogFile file = new BinlogFile();
    private final byte[] header = new byte[HEADER];
    private final byte[] prefix = new byte[RowsEventReader.PREFIX];
    private byte[] scratch = new byte[8192];
    private boolean checksums;
    private @Nullable Throwable failure;

    /**
     * @param heard called for every event
     * @param settled called when the server has found the position: from then on it must send heartbeats
     */
    EventStream(Transactions transactions, Runnable heard, Runnable settled) {
        this.transactions = transactions;
        this.heard = heard;
        this.settled = settled;
    }

    /** What ended the stream; null if it ended without a failure of ours. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    @Override
    public Event nextEvent(ByteArrayInputStream in) throws IOException {
        try {
            readEvent(in);
            heard.run();
            return NOTHING;
        } catch (IOException e) {
            throw e instanceof EOFException ? e : end(e);
        } catch (InterruptedException | CaptureException | RuntimeException | Error e) {
            throw end(e);
        }
    }

    private EOFException end(Throwable why) {
        failure = why;
        return new EOFException("the capture has ended");
    }

    private void readEvent(ByteArrayInputStream in) throws IOException, CaptureException, InterruptedException {
        in.fill(header, 0, HEADER);
        ByteReader fields = new ByteReader(header, 0, HEADER);
        long timestampMs = fields.u32() * 1000;
        int type = fields.u8();
        long server = fields.u32();
        long length = fields.u32() - HEADER;
        long endOffset = fields.u32();
        int flags = fields.u16();
        if (length < 0 || length > LARGEST) {
            throw new CaptureException(Reason.UNREADABLE, "an event of %d bytes".formatted(length + HEADER));
        }
        if (type != EventType.HEARTBEAT && (flags & EventType.ARTIFICIAL_FLAG) == 0) {
            file.advance(endOffset, length + HEADER);
        }
        if (EventType.isRows(type)) {
            readRows(in, type, (int) length);
        } else if (type == EventType.ROTATE) {
            rotate(in, (int) length);
        } else if (EventType.isIrrelevant(type)) {
            skip(in, length);
            if (type == EventType.HEARTBEAT) {
                settled.run();
            }
        } else {
            dispatch(in, type, server, timestampMs, (int) length, flags);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while reading the binlog");
        }
    }

    private void dispatch(ByteArrayInputStream in, int type, long server, long timestampMs, int length, int flags)
            throws IOException, CaptureException, InterruptedException {
        switch (type) {
            case EventType.FORMAT_DESCRIPTION -> format(read(in, length, false));
            case EventType.GTID -> {
                settled.run();
                transactions.gtid(read(in, length, checksums), server, file.coordinate(), timestampMs);
            }
            case EventType.TABLE_MAP -> transactions.tableMap(read(in, length, checksums));
            case EventType.QUERY -> transactions.query(QueryEvent.read(read(in, length, checksums)));
            case EventType.QUERY_COMPRESSED ->
                transactions.query(QueryEvent.readCompressed(read(in, length, checksums)));
            case EventType.EXECUTE_LOAD_QUERY ->
                transactions.loadData(QueryEvent.readLoad(read(in, length, checksums)));
            case EventType.XID -> {
                read(in, length, checksums);
                transactions.commit();
                TimeUnit.MILLISECONDS.sleep(
                        gathering.afterTransaction(System.nanoTime(), in).toMillis());
            }
            case EventType.XA_PREPARE -> {
                read(in, length, checksums);
                transactions.xaPrepare();
            }
            default -> unknown(in, type, length, flags);
        }
    }

    /** The one that begins the stream comes before the event that says whether there are checksums. */
    private void rotate(ByteArrayInputStream in, int length) throws IOException, CaptureException {
        read(in, length, false);
        boolean checksum = length > CHECKSUM && hasChecksum(scratch, length);
        file.rotate(new ByteReader(scratch, 0, checksum ? length - CHECKSUM : length));
    }

    private void unknown(ByteArrayInputStream in, int type, int length, int flags)
            throws IOException, CaptureException {
        if ((flags & EventType.IGNORABLE_FLAG) == 0) {
            throw new CaptureException(
                    Reason.UNREADABLE,
                    type == EventType.INCIDENT
                            ? "the server reports that events are missing in its binlog (INCIDENT). Resync"
                            : "binlog event type %d is unknown and may hold rows. Report it; resync to go on"
                                    .formatted(type));
        }
        skip(in, length);
    }

    private void readRows(ByteArrayInputStream in, int type, int length)
            throws IOException, CaptureException, InterruptedException {
        in.fill(prefix, 0, prefix.length);
        long table = new ByteReader(prefix, 0, prefix.length).unsigned(6);
        if (!transactions.needs(table)) {
            skip(in, length - prefix.length);
            transactions.rowsOfOthers(table);
            return;
        }
        byte[] bytes = new byte[length];
        System.arraycopy(prefix, 0, bytes, 0, prefix.length);
        in.fill(bytes, prefix.length, length - prefix.length);
        int end = checked(bytes, length, checksums);
        transactions.rows(type, table, bytes, end);
    }

    private static void skip(ByteArrayInputStream in, long length) throws IOException {
        if (in.skip(length) != length) {
            throw new EOFException("the connection ended within an event");
        }
    }

    /** Reads into a buffer that the next event uses again. */
    private ByteReader read(ByteArrayInputStream in, int length, boolean checksum)
            throws IOException, CaptureException {
        if (scratch.length < length) {
            scratch = new byte[length];
        }
        in.fill(scratch, 0, length);
        return new ByteReader(scratch, 0, checked(scratch, length, checksum));
    }

    /** @return the length without the checksum */
    private int checked(byte[] bytes, int length, boolean checksum) throws CaptureException {
        if (!checksum) {
            return length;
        }
        if (!hasChecksum(bytes, length)) {
            throw new CaptureException(
                    Reason.UNREADABLE,
                    "an event's checksum is wrong: damaged on disk or on its way. Where it is so each time, it is on disk");
        }
        return length - CHECKSUM;
    }

    private boolean hasChecksum(byte[] bytes, int length) {
        int end = length - CHECKSUM;
        CRC32 crc = new CRC32();
        crc.update(header, 0, HEADER);
        crc.update(bytes, 0, end);
        return new ByteReader(bytes, end, length).u32() == crc.getValue();
    }

    /** The last five bytes are the checksum's algorithm (1: CRC32) and this event's own checksum. */
    private void format(ByteReader event) throws CaptureException {
        event.skip(FORMAT_CREATED);
        boolean serverStarted = event.u32() != 0;
        event.skip(event.remaining() - CHECKSUM - 1);
        checksums = event.u8() == 1;
        transactions.file(serverStarted);
    }
}
