package io.stationsync.servers;

import java.util.LinkedHashMap;
import java.util.Map;

/** Broker settings for one node in a test: one replica, few partitions, nothing created by accident, quick restarts. */
final class KafkaOptions {
    private final Map<String, String> values = new LinkedHashMap<>();

    /** @param overrides by the names of server.properties; they win over the defaults */
    KafkaOptions(Map<String, String> overrides) {
        values.put("auto.create.topics.enable", "false");
        values.put("default.replication.factor", "1");
        values.put("min.insync.replicas", "1");
        values.put("offsets.topic.replication.factor", "1");
        values.put("offsets.topic.num.partitions", "1");
        values.put("transaction.state.log.replication.factor", "1");
        values.put("transaction.state.log.min.isr", "1");
        values.put("transaction.state.log.num.partitions", "1");
        values.put("share.coordinator.state.topic.replication.factor", "1");
        values.put("share.coordinator.state.topic.min.isr", "1");
        values.put("group.initial.rebalance.delay.ms", "0");
        // A MariaDB packet of 16 MiB, with the words around it.
        values.put("message.max.bytes", String.valueOf(17 * 1024 * 1024));
        values.put("replica.fetch.max.bytes", String.valueOf(17 * 1024 * 1024));
        // A killed broker is let in again when its session has ended: 9 s by default.
        values.put("broker.session.timeout.ms", "3000");
        values.put("broker.heartbeat.interval.ms", "500");
        values.put("log.cleaner.dedupe.buffer.size", String.valueOf(16 * 1024 * 1024));
        // An index is a sparse file of its largest size, 10 MiB by default. Where the kernel maps it in large folios,
        // its first entry takes 70 ms; topics that grow alike have theirs at the same time.
        values.put("log.index.size.max.bytes", String.valueOf(1024 * 1024));
        values.putAll(overrides);
    }

    Map<String, String> values() {
        return values;
    }
}
