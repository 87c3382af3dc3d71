package io.stationsync.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstalledMariaDbTest {
    private static final String MARIADB = "mariadbd  Ver %s-MariaDB for Linux on x86_64 (MariaDB Server)";

    @TempDir
    private Path folder;

    @Test
    void theFirstOfThePathThatWillDoIsTaken() throws IOException {
        install("old/mariadbd", MARIADB.formatted("10.3.39"));
        install("mysql/mysqld", "/usr/sbin/mysqld  Ver 8.0.42 for Linux on x86_64 (MySQL Community Server - GPL)");
        Path good = install("good/mysqld", MARIADB.formatted("10.11.11"));
        install("later/mariadbd", MARIADB.formatted("11.4.5"));

        assertThat(InstalledMariaDb.find("%1$s/nothing::%1$s/old:%1$s/mysql:%1$s/good:%1$s/later".formatted(folder)))
                .contains(good);
        assertThat(InstalledMariaDb.find("%1$s/old:%1$s/mysql".formatted(folder)))
                .isEmpty();
    }

    @Test
    void versionsAreComparedAsNumbers() {
        assertThat(InstalledMariaDb.isSupported(MARIADB.formatted("10.5.29"))).isFalse();
        assertThat(InstalledMariaDb.isSupported(MARIADB.formatted("10.6.0"))).isTrue();
        assertThat(InstalledMariaDb.isSupported(MARIADB.formatted("10.11.6-0+deb12u1-log")))
                .isTrue();
        assertThat(InstalledMariaDb.isSupported(MARIADB.formatted("11.0.2"))).isTrue();
    }

    private Path install(String name, String says) throws IOException {
        Path program = folder.resolve(name);
        Files.createDirectories(program.getParent());
        Files.writeString(program, "#!/bin/sh\necho '%s'\n".formatted(says));
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
