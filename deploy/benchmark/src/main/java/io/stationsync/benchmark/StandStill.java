package io.stationsync.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Makes a process of this machine stand still, warm as it is: it uses memory and nothing else. */
final class StandStill {
    private StandStill() {}

    /** @see <a href="https://man7.org/linux/man-pages/man7/signal.7.html">signal(7), SIGSTOP</a> */
    static void begin(long pid) {
        signal("STOP", pid);
    }

    /** Does nothing if it runs. */
    static void end(long pid) {
        signal("CONT", pid);
    }

    private static void signal(String name, long pid) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("Process %d takes no SIG%s".formatted(pid, name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("There is no kill", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while sending a signal", e);
        }
    }
}
