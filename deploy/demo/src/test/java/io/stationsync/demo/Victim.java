package io.stationsync.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.servers.Server;
import io.stationsync.servers.TcpProxy;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a test can take away, and give back whatever else is down. */
record Victim(String name, Runnable awaitReady, Runnable kill, Runnable start) {
    private static final Logger log = LoggerFactory.getLogger(Victim.class);

    static Victim of(String name, Server server) {
        return new Victim(name, Victim::always, server::kill, server::start);
    }

    static Victim of(ServiceProcess service) {
        return new Victim(service.name(), () -> awaitAlive(service), service::kill, service::start);
    }

    /**
     * A service that is started again when it ends by itself, as its systemd unit would: one that loses its database while
     * it starts may.
     */
    static Victim supervised(ServiceProcess service) {
        Runnable awaitReady = () -> Waiting.until(service + " is alive", Tables.PATIENCE, () -> {
            restart(service);
            return alive(service);
        });
        return new Victim(service.name(), awaitReady, service::kill, service::start);
    }

    /** Starts it if it has ended by itself. */
    static void restart(ServiceProcess service) {
        if (!service.isRunning()) {
            log.warn(
                    "{} has ended by itself with exit code {} and is started again",
                    service,
                    service.exitCode().orElse(-1));
            service.start();
        }
    }

    /** A link that refuses connections. */
    static Victim cut(String name, TcpProxy link) {
        return new Victim("link of " + name, Victim::always, link::cut, link::restore);
    }

    /** A link on which nothing passes. */
    static Victim frozen(String name, TcpProxy link) {
        return new Victim("frozen link of " + name, Victim::always, link::freeze, link::restore);
    }

    /** Waits until each is ready before the first is killed: a service without its database does not become so. */
    static void killAll(List<Victim> together) {
        together.forEach(victim -> victim.awaitReady().run());
        together.forEach(victim -> victim.kill().run());
    }

    private static void always() {}

    /** So that the kill hits a service at work, not a JVM that is still starting. */
    private static void awaitAlive(ServiceProcess service) {
        Waiting.until(service + " is alive", Tables.PATIENCE, () -> {
            assertThat(service.isRunning())
                    .as("%s runs until it is killed. Its log ends:%n%s", service, service.log())
                    .isTrue();
            return alive(service);
        });
    }

    private static Optional<String> alive(ServiceProcess service) {
        return service.health("/liveness").path("status").asString("").equals("UP")
                ? Optional.empty()
                : Optional.of("Its log ends:\n" + service.log());
    }
}
