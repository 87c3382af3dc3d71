package io.stationsync.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A {@code mariadbd} process of this machine. */
final class LocalMariaDbServer extends LocalServer implements MariaDbServer {
    private final MariaDbInstallation installation;
    private final List<String> options;
    private final int port = FreePort.next();

    /** @param options server variables that win over the defaults */
    LocalMariaDbServer(MariaDbInstallation installation, Path folder, Map<String, String> options) {
        super(folder);
        this.installation = installation;
        this.options = new MariaDbOptions(options).arguments();
        installation.copyDataTo(inFolder("data"));
        try {
            Files.createDirectory(inFolder("tmp"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void start() {
        if (!isRunning()) {
            start(this::answers);
        }
    }

    @Override
    List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                installation.mariadbd().toString(),
                "--no-defaults",
                // Without it the server refuses to run as root.
                "--user=" + System.getProperty("user.name"),
                "--basedir=" + installation.base(),
                "--datadir=" + inFolder("data"),
                "--tmpdir=" + inFolder("tmp"),
                // Relative to datadir: a socket's path may have 107 bytes at most.
                "--socket=mariadb.sock",
                "--pid-file=mariadb.pid",
                "--bind-address=" + host(),
                "--port=" + port));
        command.addAll(options);
        return command;
    }

    @Override
    public String toString() {
        return "MariaDB at %s:%d".formatted(host(), port);
    }
}
