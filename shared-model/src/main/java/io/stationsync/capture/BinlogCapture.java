package io.stationsync.capture;

import com.github.shyiko.mysql.binlog.network.AuthenticationException;
import com.github.shyiko.mysql.binlog.network.IdentityVerificationException;
import com.github.shyiko.mysql.binlog.network.ServerException;
import io.stationsync.capture.CaptureException.Reason;
import io.stationsync.model.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the binlog of a MariaDB server from a position on: every transaction once, in the binlog's order, with the row
 * changes of the wanted tables.
 *
 * <p>Guarantees: nothing that may hold wanted rows is ever left out (what can't be read ends the capture with a reason);
 * a capture that starts from the position of the last part delivered goes on with exactly the next row event; memory is
 * bounded by the size of a part and of the largest single event.
 *
 * <p>{@link #run} belongs to one thread and works once; the other methods may be called by any thread at any time.
 */
public final class BinlogCapture implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BinlogCapture.class);

    /** Without a word for this many heartbeats the connection counts as lost. */
    private static final int SILENT_HEARTBEATS = 3;
    /** How long the server may look for the position in its files, when it sends no heartbeats. */
    private static final Duration SEARCH = Duration.ofSeconds(60);

    private final CaptureSettings settings;
    private final Clock clock;
    private final Object lock = new Object();
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile long lastHeard;
    private volatile boolean begun;
    private volatile boolean closed;
    private @Nullable Socket socket;
    private boolean settled;

    public BinlogCapture(CaptureSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.lastHeard = clock.millis();
    }

    /**
     * Reads in the calling thread until closed, then returns normally. The sink is called in this thread.
     *
     * @throws CaptureException if anything else ended it
     * @throws InterruptedException if the sink was interrupted, or this thread when the server next spoke
     */
    public void run(Position from, Sink sink) throws CaptureException, InterruptedException {
        if (started.getAndSet(true)) {
            throw new IllegalStateException("a capture runs once; make a new one to go on from " + from);
        }
        Transactions transactions = new Transactions(settings, from, sink);
        EventStream events = new EventStream(transactions, this::heard, this::settled);
        ServerConnection connection =
                new ServerConnection(settings, from.gtids(), events, transactions::namesAreInLowerCase);
        connection.setSocketFactory(this::newSocket);
        try {
            connect(connection, events);
        } catch (CaptureException e) {
            if (!closed) {
                throw e.at("%s, %s".formatted(settings, transactions.where()));
            }
            log.debug("Closed while reading", e);
        } finally {
            close();
        }
    }

    private void connect(ServerConnection connection, EventStream events)
            throws CaptureException, InterruptedException {
        try {
            connection.connect();
        } catch (IOException e) {
            throw failure(e);
        }
        Throwable failure = events.failure() != null ? events.failure() : connection.lost();
        if (failure instanceof InterruptedException interrupted) {
            throw interrupted;
        } else if (failure instanceof RuntimeException thrown) {
            throw thrown;
        } else if (failure instanceof Error thrown) {
            throw thrown;
        } else if (!closed) {
            throw failure instanceof CaptureException known
                    ? known
                    : failure(failure instanceof IOException io ? io : null);
        }
    }

    private CaptureException failure(@Nullable IOException e) {
        if (e instanceof ServerConnection.Refused refused) {
            return refused.toCaptureException();
        }
        if (e instanceof AuthenticationException) {
            return new CaptureException(
                    Reason.AUTHENTICATION,
                    "the login failed: %s. Check the account, its password and its authentication plugin "
                                    .formatted(e.getMessage())
                            + "(expected: mysql_native_password)",
                    e);
        }
        if (e instanceof ServerException server) {
            return ServerConnection.failure(server);
        }
        if (e instanceof SSLHandshakeException || e instanceof IdentityVerificationException) {
            return new CaptureException(
                    Reason.AUTHENTICATION,
                    ("TLS with the server failed: %s. Let its certificate name the host and the JVM trust it, "
                                    + "or settle for encryption alone")
                            .formatted(e.getMessage()),
                    e);
        }
        if (e instanceof SocketTimeoutException) {
            return new CaptureException(
                    Reason.CONNECTION,
                    "the server has been silent, even without heartbeats of %d ms. Connect again"
                            .formatted(settings.heartbeat().toMillis()),
                    e);
        }
        return new CaptureException(
                Reason.CONNECTION,
                "the connection %s. Connect again"
                        .formatted(e == null ? "was ended by the server" : "failed: " + e.getMessage()),
                e);
    }

    private Socket newSocket() throws SocketException {
        Socket created = new Socket();
        created.setSoTimeout((int) Math.max(SEARCH.toMillis(), silence()));
        created.setKeepAlive(true);
        synchronized (lock) {
            if (closed) {
                throw new SocketException("closed");
            }
            socket = created;
        }
        return created;
    }

    private long silence() {
        return settings.heartbeat().toMillis() * SILENT_HEARTBEATS;
    }

    private void heard() {
        lastHeard = clock.millis();
        begun = true;
    }

    private void settled() {
        if (settled) {
            return;
        }
        settled = true;
        try {
            synchronized (lock) {
                if (socket != null) {
                    socket.setSoTimeout((int) silence());
                }
            }
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the server still has what follows the position, and sends it. It refuses the position before its first event. */
    public boolean hasBegun() {
        return begun;
    }

    /** When the server last sent an event or a heartbeat; before the first one when this capture was made. */
    public Instant lastHeardAt() {
        return Instant.ofEpochMilli(lastHeard);
    }

    /**
     * Ends {@link #run}, now or when it comes to start. Cuts the connection, so that it works on a server that no longer
     * answers; a sink that blocks is not woken.
     */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            if (socket != null) {
                try {
                    socket.close();
                } catch (IOException e) {
                    log.debug("Closing the connection to {} failed", settings, e);
                }
            }
        }
    }
}
