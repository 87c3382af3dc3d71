package io.stationsync.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Runs a jar as its systemd unit does: with {@code stationsync-run}, which keeps what makes the next start fast in a folder. Services
 * of the same jar may share the folder.
 */
final class InstalledRun {
    private final Path jar;
    private final Path cache;

    /** @param cache made when it is needed */
    InstalledRun(Path jar, Path cache) {
        this.jar = jar;
        this.cache = cache;
    }

    private static String script() {
        return Repository.file("deploy/systemd/stationsync-run").toString();
    }

    /**
     * What the unit gives to it, besides the service's own.
     *
     * @param options of the JVM that the unit names, which are words
     * @param more further options, which may contain blanks
     */
    Map<String, String> environment(Path java, List<String> options, List<String> more) {
        try {
            Files.createDirectories(cache);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of(
                "CACHE_DIRECTORY", cache.toString(),
                "JAVA", java.toString(),
                "JAVA_OPTS", String.join(" ", options),
                "JDK_JAVA_OPTIONS",
                        more.stream().map(option -> '"' + option + '"').collect(Collectors.joining(" ")));
    }

    List<String> command() {
        return List.of(script(), jar.toString());
    }

    /** The process has ended in good order. */
    void stopped() {
        ProcessBuilder stopped = new ProcessBuilder(script(), "--stopped", jar.toString()).redirectErrorStream(true);
        stopped.environment().put("CACHE_DIRECTORY", cache.toString());
        try {
            int exit = stopped.start().waitFor();
            if (exit != 0) {
                throw new IllegalStateException("stationsync-run --stopped %s: exit code %d".formatted(jar, exit));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }
}
