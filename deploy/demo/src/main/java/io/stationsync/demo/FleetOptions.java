package io.stationsync.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a fleet consists of. Immutable: each {@code with…} returns another.
 *
 * @param stations their codes
 * @param tables synchronised between all of them and the center
 * @param agentProperties win over those that the fleet gives to each agent
 * @param centerProperties likewise for the center
 * @param agentJvm options of the agents' JVM
 * @param centerJvm options of the center's JVM
 * @param mariaDb server variables of every MariaDB
 * @param kafka settings of the broker
 * @param asInstalled whether services are run as their systemd units do, with a fast start after the first
 */
public record FleetOptions(
        List<String> stations,
        List<SyncedTable> tables,
        Map<String, String> agentProperties,
        Map<String, String> centerProperties,
        List<String> agentJvm,
        List<String> centerJvm,
        Map<String, String> mariaDb,
        Map<String, String> kafka,
        boolean asInstalled) {

    /** Quick to start, small, and dead rather than half alive when the heap is too small. */
    private static final List<String> JVM =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError");

    public FleetOptions {
        stations = List.copyOf(stations);
        tables = List.copyOf(tables);
        agentProperties = Map.copyOf(agentProperties);
        centerProperties = Map.copyOf(centerProperties);
        agentJvm = List.copyOf(agentJvm);
        centerJvm = List.copyOf(centerJvm);
        mariaDb = Map.copyOf(mariaDb);
        kafka = Map.copyOf(kafka);
        if (tables.isEmpty()) {
            throw new IllegalArgumentException("tables: none (expected: at least one)");
        }
    }

    /** These stations with the table of the documentation, agents with 128 MiB of heap and a center with 256 MiB. */
    public static FleetOptions stations(String... codes) {
        return new FleetOptions(
                List.of(codes),
                List.of(SyncedTable.KAFKA_TEST),
                Map.of(),
                Map.of(),
                with(JVM, "-Xmx128m"),
                with(JVM, "-Xmx256m"),
                Map.of(),
                Map.of(),
                false);
    }

    /** Instead of the table of the documentation. */
    public FleetOptions withTables(SyncedTable... newTables) {
        return new FleetOptions(
                stations,
                List.of(newTables),
                agentProperties,
                centerProperties,
                agentJvm,
                centerJvm,
                mariaDb,
                kafka,
                asInstalled);
    }

    /** A further property of every agent, such as {@code sync.batch-rows}. */
    public FleetOptions withAgentProperty(String name, String value) {
        return new FleetOptions(
                stations,
                tables,
                with(agentProperties, name, value),
                centerProperties,
                agentJvm,
                centerJvm,
                mariaDb,
                kafka,
                asInstalled);
    }

    /** A further property of the center, such as {@code sync.tables.kafka_test.conflict}. */
    public FleetOptions withCenterProperty(String name, String value) {
        return new FleetOptions(
                stations,
                tables,
                agentProperties,
                with(centerProperties, name, value),
                agentJvm,
                centerJvm,
                mariaDb,
                kafka,
                asInstalled);
    }

    /** Further options of the agents' JVM; they win over earlier ones, as in {@code -Xmx64m}. */
    public FleetOptions withAgentJvm(String... options) {
        return new FleetOptions(
                stations,
                tables,
                agentProperties,
                centerProperties,
                with(agentJvm, options),
                centerJvm,
                mariaDb,
                kafka,
                asInstalled);
    }

    /** Further options of the center's JVM; they win over earlier ones. */
    public FleetOptions withCenterJvm(String... options) {
        return new FleetOptions(
                stations,
                tables,
                agentProperties,
                centerProperties,
                agentJvm,
                with(centerJvm, options),
                mariaDb,
                kafka,
                asInstalled);
    }

    /** A server variable of every MariaDB. */
    public FleetOptions withMariaDb(String variable, String value) {
        return new FleetOptions(
                stations,
                tables,
                agentProperties,
                centerProperties,
                agentJvm,
                centerJvm,
                with(mariaDb, variable, value),
                kafka,
                asInstalled);
    }

    /** A setting of the broker. */
    public FleetOptions withKafka(String setting, String value) {
        return new FleetOptions(
                stations,
                tables,
                agentProperties,
                centerProperties,
                agentJvm,
                centerJvm,
                mariaDb,
                with(kafka, setting, value),
                asInstalled);
    }

    private static Map<String, String> with(Map<String, String> map, String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(map);
        more.put(name, value);
        return more;
    }

    private static List<String> with(List<String> list, String... values) {
        return Stream.concat(list.stream(), Stream.of(values)).toList();
    }
}
