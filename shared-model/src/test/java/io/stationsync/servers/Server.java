package io.stationsync.servers;

import java.util.OptionalLong;

/**
 * A server that a test may kill and start again. It keeps its address and its data until it is closed.
 *
 * <p>Not safe for use by several threads at once, except {@link #isRunning()}, {@link #log()} and {@link #close()}.
 */
public interface Server extends AutoCloseable {

    /**
     * Starts again after {@link #kill()} or {@link #stop()}, at the same address with the same data, and returns when
     * clients are served. Does nothing if it runs.
     *
     * @throws IllegalStateException if it does not come up; the message ends with what the server said last
     */
    void start();

    /** Ends it with SIGKILL and returns when it is gone, as after a crash. Does nothing if it does not run. */
    void kill();

    /** Shuts it down in good order and returns when it is gone. Does nothing if it does not run. */
    void stop();

    boolean isRunning();

    /** Its process on this machine, the last one started; empty if it runs in a container or was never started. */
    OptionalLong pid();

    /** What the server has said lately (up to 16 KiB), for messages about failures. */
    String log();

    /** Ends it without waiting for a clean shutdown and removes its files. May be called twice. */
    @Override
    void close();
}
