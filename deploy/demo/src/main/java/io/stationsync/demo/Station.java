package io.stationsync.demo;

import io.stationsync.servers.TcpProxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One station of the fleet: its database, its agent, and its way to Kafka. */
public final class Station {
    private final Fleet fleet;
    private final String code;
    private final int number;
    private @Nullable StationDatabase database;
    private @Nullable ServiceProcess agent;
    private int agents;

    /** @param number from 0 */
    Station(Fleet fleet, String code, int number) {
        this.fleet = fleet;
        this.code = code;
        this.number = number;
    }

    public String code() {
        return code;
    }

    /** Its database; the first call starts it with account and tables. */
    public synchronized StationDatabase database() {
        if (database == null) {
            StationDatabase started = new StationDatabase(code, fleet.newMariaDb());
            started.prepare(fleet.options().tables());
            database = started;
        }
        return database;
    }

    /** The way from its agents to Kafka, which can be cut; the first call starts Kafka. */
    public TcpProxy link() {
        return fleet.kafka().links().get(number);
    }

    /** Its agent, not started by this call; the first call starts what it needs: the database and Kafka. */
    public synchronized ServiceProcess agent() {
        if (agent == null) {
            agent = newAgent(Map.of());
        }
        return agent;
    }

    /**
     * A further agent with the same code and database, not started yet. It ends with the fleet.
     *
     * @param properties win over those of the fleet
     * @param jvm options of its JVM that win over those of the fleet, such as {@code -Xmx64m}
     */
    public synchronized ServiceProcess newAgent(Map<String, String> properties, String... jvm) {
        agents++;
        Map<String, String> all = new LinkedHashMap<>();
        all.put("spring.datasource.url", database().jdbcUrl());
        all.put("spring.kafka.bootstrap-servers", link().address());
        all.put("sync.station", code);
        all.put(
                "sync.tables",
                fleet.options().tables().stream().map(SyncedTable::name).collect(Collectors.joining(",")));
        all.putAll(fleet.options().agentProperties());
        all.putAll(properties);
        Map<String, String> environment = Map.of(
                "SPRING_DATASOURCE_USERNAME",
                database().user(),
                "SPRING_DATASOURCE_PASSWORD",
                database().password());
        List<String> allJvm = new ArrayList<>(fleet.options().agentJvm());
        allJvm.addAll(List.of(jvm));
        String name = agents == 1 ? "agent-" + code : "agent-%s-%d".formatted(code, agents);
        return fleet.newService(
                name,
                new ServiceProcess.Settings(
                        Repository.jar("local-agent"),
                        allJvm,
                        all,
                        environment,
                        fleet.options().asInstalled()));
    }

    /**
     * What distinguishes its rows from the master's rows of its code, in all columns that both have.
     *
     * @return the first differences, one per line; empty if there are none
     */
    public Optional<String> difference(String table) {
        List<String> columns = new ArrayList<>(database().columns(table));
        columns.retainAll(fleet.center().database().columns(table));
        if (columns.isEmpty()) {
            return Optional.of("table %s is missing at the station or at the center".formatted(table));
        }
        String list = columns.stream().map(column -> "`" + column + "`").collect(Collectors.joining(", "));
        return Difference.between(
                database().query("SELECT %s FROM `%s`".formatted(list, table)),
                fleet.center().database().query("SELECT %s FROM `%s` WHERE `code` = '%s'".formatted(list, table, code)),
                database().primaryKey(table));
    }

    @Override
    public String toString() {
        return code;
    }
}
