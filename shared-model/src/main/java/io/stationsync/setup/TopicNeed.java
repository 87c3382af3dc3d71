package io.stationsync.setup;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;

/**
 * A topic that a service uses.
 *
 * @param operations what the service's account must be allowed to do with it
 * @param creates true if this service creates it when it is missing, false if it waits until another one does
 */
public record TopicNeed(String name, Kind kind, Set<AclOperation> operations, boolean creates) {

    /** The sort of a topic, and what goes with it. */
    public enum Kind {
        UP(true, "delete", Duration.ofDays(7)),
        /** An up topic for the rows of many stations: ordered within a row's partition only. */
        SHARED_UP(false, "delete", Duration.ofDays(7)),
        DOWN(true, "delete", Duration.ofDays(90)),
        STATUS(true, "compact", Duration.ZERO);

        private final boolean hasOnePartition;
        private final String cleanupPolicy;
        private final Duration retention;

        Kind(boolean hasOnePartition, String cleanupPolicy, Duration retention) {
            this.hasOnePartition = hasOnePartition;
            this.cleanupPolicy = cleanupPolicy;
            this.retention = retention;
        }

        boolean hasOnePartition() {
            return hasOnePartition;
        }

        String cleanupPolicy() {
            return cleanupPolicy;
        }

        /** How long a reader may be away; zero where nothing expires. */
        Duration retention() {
            return retention;
        }
    }

    public TopicNeed {
        operations = Set.copyOf(operations);
    }

    /** A station's row changes of one table: the station creates and writes, the center reads. */
    public static TopicNeed up(String name, Role role) {
        return up(name, Kind.UP, role);
    }

    /** The row changes of one table of all stations. */
    public static TopicNeed sharedUp(String name, Role role) {
        return up(name, Kind.SHARED_UP, role);
    }

    private static TopicNeed up(String name, Kind kind, Role role) {
        return role == Role.STATION
                ? new TopicNeed(name, kind, Set.of(AclOperation.WRITE), true)
                : new TopicNeed(name, kind, Set.of(AclOperation.READ), false);
    }

    /**
     * The center's edits for one station: the station creates and reads; the center writes, and reads them back when it
     * starts.
     */
    public static TopicNeed down(String name, Role role) {
        return role == Role.STATION
                ? new TopicNeed(name, Kind.DOWN, Set.of(AclOperation.READ), true)
                : new TopicNeed(name, Kind.DOWN, Set.of(AclOperation.READ, AclOperation.WRITE), false);
    }

    /** The status topic that the service itself writes, and reads back when it starts. */
    public static TopicNeed ownStatus(String name) {
        return new TopicNeed(name, Kind.STATUS, Set.of(AclOperation.READ, AclOperation.WRITE), true);
    }

    /** A status topic that another service writes. */
    public static TopicNeed othersStatus(String name) {
        return new TopicNeed(name, Kind.STATUS, Set.of(AclOperation.READ), false);
    }

    /** The operations that are not among the allowed ones, in a fixed order. */
    List<AclOperation> missingFrom(Set<AclOperation> allowed) {
        return operations.stream()
                .filter(operation -> !allowed.contains(operation))
                .sorted()
                .toList();
    }
}
