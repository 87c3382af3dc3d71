package io.stationsync.demo;

import io.stationsync.servers.TcpProxy;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The control center of the fleet: its database, its service, and its way to Kafka. */
public final class Center {
    public static final String USER = "operator";
    public static final String PASSWORD = "operator of a demo";

    private final Fleet fleet;
    private @Nullable CenterDatabase database;
    private @Nullable ServiceProcess service;
    private int services;

    Center(Fleet fleet) {
        this.fleet = fleet;
    }

    /** Its database; the first call starts it with account and tables. */
    public synchronized CenterDatabase database() {
        if (database == null) {
            CenterDatabase started = new CenterDatabase(fleet.newMariaDb());
            started.prepare(fleet.options().tables());
            database = started;
        }
        return database;
    }

    /** The way to Kafka, which can be cut; the first call starts Kafka. */
    public TcpProxy link() {
        return fleet.kafka().links().get(fleet.stations().size());
    }

    /** The service, not started by this call; the first call starts what it needs: the database and Kafka. */
    public synchronized ServiceProcess service() {
        if (service == null) {
            service = newService(Map.of());
        }
        return service;
    }

    /**
     * A further center with the same database, not started yet. It ends with the fleet.
     *
     * @param extraProperties win over those of the fleet
     */
    public synchronized ServiceProcess newService(Map<String, String> extraProperties) {
        services++;
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("spring.datasource.url", database().jdbcUrl());
        properties.put("spring.kafka.bootstrap-servers", link().address());
        properties.putAll(fleet.options().centerProperties());
        properties.putAll(extraProperties);
        Map<String, String> environment = Map.of(
                "SPRING_DATASOURCE_USERNAME",
                database().user(),
                "SPRING_DATASOURCE_PASSWORD",
                database().password(),
                "SPRING_SECURITY_USER_NAME",
                USER,
                "SPRING_SECURITY_USER_PASSWORD",
                PASSWORD);
        return fleet.newService(
                services == 1 ? "control-center" : "control-center-" + services,
                new ServiceProcess.Settings(
                        Repository.jar("control-center"),
                        fleet.options().centerJvm(),
                        properties,
                        environment,
                        fleet.options().asInstalled()));
    }

    /** What the API answers to a GET with the center's login. */
    public JsonNode api(String path) {
        return service().json(path, USER, PASSWORD);
    }

    /** What the API answers to a POST of this JSON with the center's login. */
    public ServiceProcess.Answer post(String path, String json) {
        return service().post(path, json, USER, PASSWORD);
    }
}
