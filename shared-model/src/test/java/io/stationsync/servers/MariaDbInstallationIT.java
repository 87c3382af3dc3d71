package io.stationsync.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class MariaDbInstallationIT {

    @Test
    void aProgramThatALinkLeadsToBecomesAServerWithADataDirectoryOfItsOwn(@TempDir Path folder) throws Exception {
        MariaDbInstallation unpacked = MariaDbInstallation.in(WorkFolder.in(folder.resolve("work")));
        Path link = Files.createSymbolicLink(folder.resolve("mariadbd"), unpacked.mariadbd());

        MariaDbInstallation linked = MariaDbInstallation.of(link, Files.createDirectory(folder.resolve("template")));

        assertThat(linked.base()).isEqualTo(unpacked.base());
        assertThat(linked.data()).isEqualTo(folder.resolve("template/data"));
        Path own = Files.createDirectory(folder.resolve("server"));
        try (LocalMariaDbServer server = new LocalMariaDbServer(linked, own, Map.of())) {
            server.start();
            try (Connection connection = server.connect();
                    ResultSet row = connection.createStatement().executeQuery("SELECT @@datadir")) {
                row.next();
                assertThat(row.getString(1)).isEqualTo(own.resolve("data") + "/");
            }
        }
    }
}
