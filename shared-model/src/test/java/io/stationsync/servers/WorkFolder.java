package io.stationsync.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where local servers keep their files: {@code mariadb-…/} is the installation and stays, {@code run-<pid>/} belongs to one
 * JVM and goes with it. What a killed JVM left is removed by the next one.
 */
final class WorkFolder {
    private static final String RUN = "run-";

    private final Path base;
    private final Path run;

    private WorkFolder(Path base) {
        this.base = base;
        this.run = base.resolve(RUN + ProcessHandle.current().pid());
    }

    /** Made if it is missing, then readable for this user only. */
    static WorkFolder in(Path base) {
        try {
            Files.createDirectories(
                    base, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            WorkFolder folder = new WorkFolder(base.toRealPath());
            folder.sweep();
            Files.createDirectories(folder.run);
            folder.refuseForeignBase();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot use the folder " + base, e);
        }
    }

    /** Programs are run from here, so nobody else may have put them here. */
    private void refuseForeignBase() throws IOException {
        if (!Files.getOwner(base).equals(Files.getOwner(run))) {
            throw new IOException("%s belongs to %s".formatted(base, Files.getOwner(base)));
        }
    }

    private void sweep() throws IOException {
        List<Path> all;
        try (Stream<Path> entries = Files.list(base)) {
            all = entries.toList();
        }
        for (Path entry : all) {
            String name = entry.getFileName().toString();
            if (name.matches(RUN + "[0-9]+") && !isAlive(Long.parseLong(name.substring(RUN.length())))) {
                Folders.delete(entry);
            }
        }
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).isPresent();
    }

    Path base() {
        return base;
    }

    /** A new empty folder that goes with this JVM. */
    Path newFolder(String prefix) {
        try {
            return Files.createTempDirectory(Files.createDirectories(run), prefix);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes everything of this JVM. */
    void end() {
        Folders.delete(run);
    }
}
