package io.stationsync.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A process of this machine whose output goes to a file. It ends with this JVM, even if that is killed, where the command
 * {@code setpriv} of util-linux exists; elsewhere a killed JVM leaves it running.
 */
final class ChildProcess {
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

    /**
     * Linux signals a child when the <em>thread</em> that started it ends (prctl(2), PR_SET_PDEATHSIG), so all are started
     * by one thread that lives as long as the JVM.
     */
    private static final ExecutorService STARTER = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "server-process-starter");
        thread.setDaemon(true);
        return thread;
    });

    private final Process process;

    private ChildProcess(Process process) {
        this.process = process;
    }

    /** @param log what the process writes is appended here */
    static ChildProcess start(List<String> command, Path workingFolder, Path log) {
        ProcessBuilder builder = new ProcessBuilder(endingWithThisJvm(command))
                .directory(workingFolder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            return new ChildProcess(STARTER.submit(builder::start).get());
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot run " + command.get(0), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while starting " + command.get(0), e);
        }
    }

    private static List<String> endingWithThisJvm(List<String> command) {
        if (!Files.isExecutable(SETPRIV)) {
            return command;
        }
        List<String> wrapped = new ArrayList<>(List.of(SETPRIV.toString(), "--pdeathsig", "KILL", "--"));
        wrapped.addAll(command);
        return wrapped;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL; returns when the process is gone. */
    void kill() {
        process.destroyForcibly();
        await(Duration.ofSeconds(30));
    }

    /** SIGTERM; returns when the process is gone. After {@code patience} it is killed. */
    void stop(Duration patience) {
        process.destroy();
        if (!await(patience)) {
            kill();
        }
    }

    private boolean await(Duration patience) {
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("Interrupted while waiting for a server process", cause);
    }

    /** The last 16 KiB of a log file; empty if there is none yet. */
    static String tail(Path log) {
        if (!Files.exists(log)) {
            return "";
        }
        try (var channel = Files.newByteChannel(log)) {
            channel.position(Math.max(0, channel.size() - 16_384));
            var buffer = ByteBuffer.allocate(16_384);
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // read on
            }
            return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
