package io.stationsync.benchmark;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A MariaDB that is installed on this machine. */
final class InstalledMariaDb {
    private static final List<String> NAMES = List.of("mariadbd", "mysqld");
    private static final Pattern VERSION = Pattern.compile("Ver (\\d+)\\.(\\d+)\\S*-MariaDB");

    /** Of the product's 10.5 and later, those whose scripts for system tables the servers know. */
    private static final int LEAST_MAJOR = 10;

    private static final int LEAST_MINOR = 6;

    private InstalledMariaDb() {}

    /**
     * The first that will do.
     *
     * @param path folders, as in the environment variable {@code PATH}
     */
    static Optional<Path> find(String path) {
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .filter(program -> isSupported(versionOf(program)))
                .findFirst();
    }

    /** @param version as the program tells it: {@code mariadbd  Ver 11.4.5-MariaDB for Linux on x86_64 (MariaDB Server)} */
    static boolean isSupported(String version) {
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.find()) {
            return false;
        }
        int major = Integer.parseInt(matcher.group(1));
        return major > LEAST_MAJOR || (major == LEAST_MAJOR && Integer.parseInt(matcher.group(2)) >= LEAST_MINOR);
    }

    private static String versionOf(Path program) {
        try {
            Process process = new ProcessBuilder(program.toString(), "--no-defaults", "--version")
                    .redirectErrorStream(true)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("%s does not tell its version".formatted(program), e);
        }
    }
}
