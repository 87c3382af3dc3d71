package io.stationsync.servers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A server as a process of this machine, with all its files in one folder. */
abstract class LocalServer implements Server {
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration STOP = Duration.ofSeconds(30);

    private final Path folder;
    private final Path logFile;
    private volatile @Nullable ChildProcess process;

    /** @param folder its own; exists, is empty, and is removed by {@link #close()} */
    LocalServer(Path folder) {
        this.folder = folder;
        this.logFile = folder.resolve("server.log");
    }

    /** The program and its arguments; the same at every start. */
    abstract List<String> command();

    final Path inFolder(String name) {
        return folder.resolve(name);
    }

    /** Starts the process and asks {@code answers} until it is so. */
    final void start(BooleanSupplier answers) {
        ChildProcess started = ChildProcess.start(command(), folder, logFile);
        process = started;
        Patience.until(answers, started::isAlive, START, () -> "%s does not start (files in %s). It says: %s"
                .formatted(this, folder, log()));
    }

    @Override
    public void kill() {
        ChildProcess running = process;
        if (running != null) {
            running.kill();
        }
    }

    @Override
    public void stop() {
        ChildProcess running = process;
        if (running != null) {
            running.stop(STOP);
        }
    }

    @Override
    public boolean isRunning() {
        ChildProcess running = process;
        return running != null && running.isAlive();
    }

    @Override
    public OptionalLong pid() {
        ChildProcess started = process;
        return started == null ? OptionalLong.empty() : OptionalLong.of(started.pid());
    }

    @Override
    public String log() {
        return ChildProcess.tail(logFile);
    }

    @Override
    public void close() {
        kill();
        Folders.delete(folder);
    }
}
