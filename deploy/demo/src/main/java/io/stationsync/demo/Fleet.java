package io.stationsync.demo;

import io.stationsync.servers.KafkaServer;
import io.stationsync.servers.MariaDbServer;
import io.stationsync.servers.Server;
import io.stationsync.servers.Servers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Kafka, a control center and stations on this machine. Nothing runs at first: asking for a part starts the servers that it
 * needs, {@link #start()} starts everything. Services are killed, stopped and started through {@link ServiceProcess}, servers
 * through {@link Server}, and links are cut through {@link Station#link()}.
 *
 * <p>All ends with {@link #close()} or with this JVM; what it wrote is gone then. The parts may be asked for by several
 * threads.
 */
public final class Fleet implements AutoCloseable {
    private final FleetOptions options;
    private final Path folder;
    private final Map<String, Station> stations = new TreeMap<>();
    private final Center center = new Center(this);
    private final List<Server> servers = new CopyOnWriteArrayList<>();
    private final List<ServiceProcess> services = new CopyOnWriteArrayList<>();
    private final Thread endOfJvm = new Thread(this::end, "fleet-shutdown");
    private final Object kafkaLock = new Object();
    private @Nullable KafkaServer kafka;

    public Fleet(FleetOptions options) {
        this.options = options;
        try {
            this.folder = Files.createTempDirectory("stationsync-fleet-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int i = 0; i < options.stations().size(); i++) {
            String code = options.stations().get(i);
            stations.put(code, new Station(this, code, i));
        }
        Runtime.getRuntime().addShutdownHook(endOfJvm);
    }

    /** A fleet of these stations, otherwise as {@link FleetOptions#stations} says. */
    public static Fleet of(String... stations) {
        return new Fleet(FleetOptions.stations(stations));
    }

    public FleetOptions options() {
        return options;
    }

    /** The broker; the first call starts it, with one link for each station and one for the center. */
    public KafkaServer kafka() {
        synchronized (kafkaLock) {
            if (kafka == null) {
                kafka = Servers.kafka(options.kafka(), stations.size() + 1);
                servers.add(kafka);
            }
            return kafka;
        }
    }

    public Center center() {
        return center;
    }

    /** In the order of their codes. */
    public List<Station> stations() {
        return List.copyOf(stations.values());
    }

    /** @throws IllegalArgumentException if the fleet has no such station */
    public Station station(String code) {
        Station station = stations.get(code);
        if (station == null) {
            throw new IllegalArgumentException("station: %s (expected: one of %s)".formatted(code, stations.keySet()));
        }
        return station;
    }

    /** Starts Kafka and every database, all at once. */
    public void startServers() {
        List<Runnable> parts = new ArrayList<>(List.of(this::kafka, () -> center.database()));
        stations().forEach(station -> parts.add(station::database));
        inParallel(parts);
    }

    /** Starts everything that does not run, and returns when each service runs in all its parts or has had two minutes for it. */
    public void start() {
        start(Duration.ofMinutes(2));
    }

    /** @param patience for the services; servers have their own */
    public void start(Duration patience) {
        startServers();
        List<ServiceProcess> all = new ArrayList<>(List.of(center.service()));
        stations().forEach(station -> all.add(station.agent()));
        all.forEach(ServiceProcess::start);
        all.forEach(service -> service.awaitRunning(patience));
    }

    private static void inParallel(List<Runnable> parts) {
        ExecutorService threads = Executors.newFixedThreadPool(parts.size());
        try {
            List<Future<?>> running = new ArrayList<>();
            parts.forEach(part -> running.add(threads.submit(part)));
            for (Future<?> part : running) {
                part.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("A server does not start", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while starting servers", e);
        } finally {
            threads.shutdown();
        }
    }

    MariaDbServer newMariaDb() {
        MariaDbServer server = Servers.mariaDb(options.mariaDb());
        servers.add(server);
        return server;
    }

    /** Not started by this. */
    ServiceProcess newService(String name, ServiceProcess.Settings settings) {
        ServiceProcess service = new ServiceProcess(name, settings, folder.resolve(name));
        services.add(service);
        return service;
    }

    /** All that were made so far, also those that do not run. */
    public List<ServiceProcess> services() {
        return List.copyOf(services);
    }

    /**
     * Waits until every station has the same rows as the master table has for its code, in all columns that both have.
     *
     * @throws IllegalStateException if it does not become so; the message names the first differences per station
     */
    public void awaitEqual(String table, Duration patience) {
        Waiting.until("%s is the same at the stations and at the center".formatted(table), patience, () -> {
            String all = stations().stream()
                    .flatMap(station -> station.difference(table).stream()
                            .map(difference -> "%s of %s:\n  %s".formatted(table, station, difference)))
                    .collect(Collectors.joining("\n"));
            return all.isEmpty() ? Optional.empty() : Optional.of("\n" + all);
        });
    }

    /** Where each topic with row changes ends now (those of status grow with every heartbeat), by name. */
    public Map<String, Long> endOffsets() {
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka().bootstrapServers()))) {
            Map<TopicPartition, OffsetSpec> ends = admin.listTopics().names().get().stream()
                    .filter(topic -> topic.contains(".up.") || topic.contains(".down."))
                    .map(topic -> new TopicPartition(topic, 0))
                    .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
            Map<String, Long> offsets = new TreeMap<>();
            admin.listOffsets(ends)
                    .all()
                    .get()
                    .forEach((partition, end) -> offsets.put(partition.topic(), end.offset()));
            return offsets;
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka does not tell its offsets", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while asking Kafka", e);
        }
    }

    /**
     * Waits until nothing has been written to the topics with row changes for {@code silence}.
     *
     * @throws IllegalStateException if something still circulates after {@code patience}
     */
    public void awaitSilence(Duration silence, Duration patience) {
        Waiting.until("no row change travels for %d s".formatted(silence.toSeconds()), patience, () -> {
            Map<String, Long> before = endOffsets();
            Waiting.pause(silence);
            Map<String, Long> after = endOffsets();
            return after.equals(before)
                    ? Optional.empty()
                    : Optional.of("The topics ended at %s, then at %s".formatted(before, after));
        });
    }

    /** Kills every service, ends every server and removes all files. May be called twice. */
    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(endOfJvm);
        } catch (IllegalStateException ending) {
            // The hook runs, or has run.
        }
    }

    private synchronized void end() {
        services.forEach(ServiceProcess::close);
        servers.parallelStream().forEach(Server::close);
        delete(folder);
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + folder, e);
        }
    }
}
