package io.stationsync.center.verify;

import io.stationsync.wire.RangeReport;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the receiver hands to the verifier: the receiver keeps what the master is at the place of the stream, and goes on; the
 * comparing is not done in its time. Thread-safe.
 */
public final class Looks {
    private static final Logger log = LoggerFactory.getLogger(Looks.class);

    /** Each takes a connection until it has been read. */
    private static final int MOST_SNAPSHOTS = 2;

    private final DataSource dataSource;
    private final Map<Long, Long> rounds = new ConcurrentHashMap<>();
    private final BlockingQueue<Look> queue = new LinkedBlockingQueue<>();
    private final Set<Table> losses = ConcurrentHashMap.newKeySet();
    private final Semaphore snapshots = new Semaphore(MOST_SNAPSHOTS);

    private record Table(String station, String name) {}

    public Looks(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Whether the report answers what a verification has asked last. */
    public boolean isExpected(RangeReport report) {
        return Long.valueOf(report.round()).equals(rounds.get(report.verification()));
    }

    public void expect(long verification, long round) {
        rounds.put(verification, round);
    }

    void forget(long verification) {
        rounds.remove(verification);
    }

    /** Reports of the table may have been lost on their way: who waits for them may wait in vain. */
    public void lost(String station, String table) {
        losses.add(new Table(station, table));
    }

    /** Whether that happened since this was last asked. */
    boolean takeLoss(String station, String table) {
        return losses.remove(new Table(station, table));
    }

    /** Takes digests to be compared with the master as it is now. */
    public void compareDigests(RangeReport report, ReportedRows rows) {
        queue.add(new Look.Digests(report, rows, snapshot()));
    }

    /** @return null if it can't be opened without making others wait: the range is looked at again later */
    private @Nullable MasterSnapshot snapshot() {
        if (!snapshots.tryAcquire()) {
            return null;
        }
        try {
            return MasterSnapshot.open(dataSource, snapshots::release);
        } catch (SQLException e) {
            snapshots.release();
            log.debug("A range is to be verified again", e);
            return null;
        }
    }

    public void add(Look look) {
        queue.add(look);
    }

    /** @return null if there is none within that time */
    @Nullable
    public Look next(Duration patience) throws InterruptedException {
        return queue.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Forgets everything: what was asked will be asked again. */
    void clear() throws SQLException {
        rounds.clear();
        Look look = queue.poll();
        while (look != null) {
            if (look instanceof Look.Digests digests && digests.snapshot() != null) {
                digests.snapshot().close();
            }
            look = queue.poll();
        }
    }
}
