package io.stationsync.transport;

import io.stationsync.capture.BinlogCapture;
import io.stationsync.capture.CaptureException;
import io.stationsync.capture.RowsEvent;
import io.stationsync.capture.TransactionPart;
import io.stationsync.model.Position;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads the binlog ahead of the sender, by a bounded number of bytes whatever the size of a transaction. */
final class CaptureThread implements AutoCloseable {
    private static final int AHEAD_BYTES = 4 * 1024 * 1024;
    private static final int PART_OVERHEAD_BYTES = 500;

    private final BinlogCapture capture;
    private final LinkedBlockingQueue<TransactionPart> parts = new LinkedBlockingQueue<>();
    private final Semaphore free = new Semaphore(AHEAD_BYTES);
    private final Thread thread;
    private volatile @Nullable Throwable failure;

    CaptureThread(BinlogCapture capture, Position from, String name) {
        this.capture = capture;
        this.thread = new Thread(() -> read(from), name + "-binlog");
        thread.setDaemon(true);
        thread.start();
    }

    private void read(Position from) {
        try {
            capture.run(from, part -> {
                free.acquire(cost(part));
                parts.add(part);
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (CaptureException | RuntimeException e) {
            failure = e;
        } catch (Error e) {
            failure = e;
            throw e;
        }
    }

    /**
     * The next part, or null if none comes within that time. What was read before a failure is still given.
     *
     * @throws CaptureException with what ended the reading
     */
    @Nullable
    TransactionPart next(Duration patience) throws CaptureException, InterruptedException {
        TransactionPart part = parts.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (part != null) {
            free.release(cost(part));
            return part;
        }
        Throwable ended = failure;
        if (ended instanceof CaptureException known) {
            throw known;
        }
        if (ended != null) {
            throw new IllegalStateException("reading the binlog failed", ended);
        }
        return null;
    }

    /** See {@link BinlogCapture#hasBegun()}. */
    boolean hasBegun() {
        return capture.hasBegun();
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    private static int cost(TransactionPart part) {
        long bytes = PART_OVERHEAD_BYTES;
        for (RowsEvent event : part.events()) {
            bytes += event.bytes();
        }
        return (int) Math.min(bytes, AHEAD_BYTES);
    }

    @Override
    public void close() {
        capture.close();
        thread.interrupt();
    }
}
