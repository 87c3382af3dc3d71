package io.stationsync.benchmark;

import io.stationsync.demo.Waiting;
import io.stationsync.servers.KafkaServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** How much the broker keeps of some topics: what was sent, as it was sent. */
final class TopicBytes {
    private static final int BROKER = 1;
    private static final Duration REST = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final KafkaServer kafka;
    private final String prefix;

    /** @param prefix of the topics' names */
    TopicBytes(KafkaServer kafka, String prefix) {
        this.kafka = kafka;
        this.prefix = prefix;
    }

    /** Waits until there are more than {@code before}, and no more of them for a while. */
    void awaitRest(long before) {
        AtomicLong last = new AtomicLong(before);
        Waiting.until("nothing more comes to " + prefix, PATIENCE, () -> {
            Waiting.pause(REST);
            long now = total();
            return last.getAndSet(now) == now && now > before
                    ? Optional.empty()
                    : Optional.of("It has %,d bytes, first %,d".formatted(now, before));
        });
    }

    /** Waits until there are any. */
    void awaitFirst() {
        try (Admin admin = admin()) {
            Waiting.until(
                    "something comes to " + prefix,
                    PATIENCE,
                    () -> total(admin) > 0 ? Optional.empty() : Optional.of("There is nothing"));
        }
    }

    long total() {
        try (Admin admin = admin()) {
            return total(admin);
        }
    }

    private Admin admin() {
        return Admin.create(
                Map.<String, Object>of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()));
    }

    private long total(Admin admin) {
        try {
            return admin.describeLogDirs(List.of(BROKER)).allDescriptions().get().values().stream()
                    .flatMap(folders -> folders.values().stream())
                    .flatMap(folder -> folder.replicaInfos().entrySet().stream())
                    .filter(replica -> replica.getKey().topic().startsWith(prefix))
                    .mapToLong(replica -> replica.getValue().size())
                    .sum();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka does not tell the size of its topics", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while asking Kafka", e);
        }
    }
}
