package io.stationsync.servers;

import java.util.List;
import java.util.Map;
import org.testcontainers.mariadb.MariaDBContainer;

/** The image {@code mariadb:11.4}. */
final class ContainerMariaDbServer extends ContainerServer<MariaDBContainer> implements MariaDbServer {
    private final int port;

    /** @param options server variables that win over the defaults */
    ContainerMariaDbServer(Map<String, String> options) {
        super(new MariaDBContainer("mariadb:11.4").withUsername("root").withPassword(ROOT_PASSWORD));
        port = FreePort.next();
        container().setPortBindings(List.of(port + ":3306"));
        container().withCommand(new MariaDbOptions(options).arguments().toArray(String[]::new));
    }

    @Override
    public String host() {
        return engineHost();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void start() {
        start(this::answers);
    }

    @Override
    public String toString() {
        return "MariaDB in a container at %s:%d".formatted(host(), port);
    }
}
