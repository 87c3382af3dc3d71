package io.stationsync.agent.apply;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Commits one batch while the next is read, and never a second after one that has failed. Used by one thread, which sees all that a
 * commit has done once {@link #await()} returns.
 */
final class CommitThread implements AutoCloseable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> new Thread(work, "apply-commit"));
    private Future<@Nullable Void> last = CompletableFuture.completedFuture(null);

    /** Waits for the commit before, and begins this one. */
    void begin(Callable<@Nullable Void> commit) throws Exception {
        await();
        last = thread.submit(commit);
    }

    /** Waits for the last commit. @throws Exception that it has failed with, each time */
    void await() throws Exception {
        try {
            last.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** Waits until the last commit has ended, however it ends: what comes after must not meet it. */
    @Override
    public void close() throws InterruptedException {
        thread.shutdown();
        while (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
            // The database decides; the driver gives up when the connection is lost.
        }
    }
}
