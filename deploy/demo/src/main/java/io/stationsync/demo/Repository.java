package io.stationsync.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the parts of the product lie: in the working copy that this class was compiled in
 * ({@code deploy/demo/target/…}), or in the folder that the system property {@value #HOME} names.
 */
public final class Repository {
    static final String HOME = "stationsync.home";

    private Repository() {}

    /** @throws IllegalStateException if it has not been built */
    static Path jar(String module) {
        Path jar = home().resolve(module).resolve("target").resolve(module + ".jar");
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(
                    "%s is missing: run mvn -DskipTests package in %s first".formatted(jar, home()));
        }
        return jar;
    }

    /** The text of a file that is part of the product, such as {@code deploy/sql/station.sql}. */
    public static String text(String file) {
        try {
            return Files.readString(file(file));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read a file of the product", e);
        }
    }

    /** A file that is part of the product, such as {@code deploy/systemd/stationsync-run}. */
    static Path file(String file) {
        return home().resolve(file);
    }

    private static Path home() {
        String configured = System.getProperty(HOME, "");
        return configured.isEmpty() ? compiledIn() : Path.of(configured).toAbsolutePath();
    }

    private static Path compiledIn() {
        try {
            Path classes = Path.of(Repository.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            // deploy/demo/target/classes or deploy/demo/target/demo.jar
            return classes.resolve("../../../..").normalize();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
