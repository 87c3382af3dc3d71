package io.stationsync.servers;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.testcontainers.containers.GenericContainer;

/**
 * A server in a container that stays the same, with its port and its files, when the server in it is killed and started
 * again. Testcontainers itself would make a new one.
 */
abstract class ContainerServer<C extends GenericContainer<C>> implements Server {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final C container;

    ContainerServer(C container) {
        this.container = container;
    }

    final C container() {
        return container;
    }

    /** The machine of the Docker engine; an address, because {@code localhost} may mean IPv6. */
    final String engineHost() {
        String host = container.getHost();
        return host.equals("localhost") ? "127.0.0.1" : host;
    }

    final void start(BooleanSupplier answers) {
        if (container.getContainerId() == null) {
            container.start();
        } else if (!isRunning()) {
            container
                    .getDockerClient()
                    .startContainerCmd(container.getContainerId())
                    .exec();
        }
        Patience.until(
                answers, this::isRunning, PATIENCE, () -> "%s does not start. It says: %s".formatted(this, log()));
    }

    @Override
    public void kill() {
        if (isRunning()) {
            container
                    .getDockerClient()
                    .killContainerCmd(container.getContainerId())
                    .exec();
            awaitEnd();
        }
    }

    @Override
    public void stop() {
        if (isRunning()) {
            container
                    .getDockerClient()
                    .stopContainerCmd(container.getContainerId())
                    .withTimeout(30)
                    .exec();
            awaitEnd();
        }
    }

    private void awaitEnd() {
        Patience.until(() -> !isRunning(), () -> true, PATIENCE, () -> this + " does not end");
    }

    @Override
    public boolean isRunning() {
        return container.isRunning();
    }

    @Override
    public OptionalLong pid() {
        return OptionalLong.empty();
    }

    @Override
    public String log() {
        String all = container.getLogs();
        return all.substring(Math.max(0, all.length() - 16_384));
    }

    @Override
    public void close() {
        container.stop();
    }
}
