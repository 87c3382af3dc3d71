package io.stationsync.benchmark;

import io.stationsync.demo.Fleet;
import io.stationsync.demo.Station;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;

/** The product: an agent beside the station's database, a center, and Kafka between them. */
final class StationSync implements Mover {
    static final String NAME = "StationSync";
    static final String AGENT = "agent";
    static final String CENTER = "center";
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Fleet fleet;
    private final Station station;
    private final TopicBytes topics;
    private long bytesBefore;

    /** Starts it. */
    StationSync(Fleet fleet, Station station) {
        this.fleet = fleet;
        this.station = station;
        this.topics = new TopicBytes(fleet.kafka(), "sync.up." + station.code());
        start();
    }

    private void start() {
        fleet.center().service().start();
        station.agent().start();
        fleet.center().service().awaitRunning(PATIENCE);
        station.agent().awaitRunning(PATIENCE);
    }

    /** Every start but the first of an installation is quick and needs less memory: measured is such a one. Held afterwards. */
    void restart() {
        release();
        station.agent().stop();
        fleet.center().service().stop();
        start();
        hold();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Connection target() {
        return fleet.center().database().connect();
    }

    @Override
    public List<Watched> processes() {
        return List.of(
                Watched.of(AGENT, station.agent()),
                Watched.of(CENTER, fleet.center().service()),
                Watched.of("station's database", station.database().server()),
                Watched.of("center's database", fleet.center().database().server()),
                Watched.of("Kafka", fleet.kafka()));
    }

    @Override
    public long bytes() {
        return topics.total();
    }

    @Override
    public void release() {
        station.link().restore();
    }

    /** The agent keeps running, without its way to Kafka: where it is warm, so are the others. */
    @Override
    public void hold() {
        station.link().cut();
    }

    @Override
    public void standStillAtStation() {
        StandStill.begin(station.agent().pid());
    }

    @Override
    public void releaseAtStation() {
        bytesBefore = bytes();
        StandStill.end(station.agent().pid());
        release();
    }

    @Override
    public void awaitReadAtStation() {
        topics.awaitRest(bytesBefore);
    }

    @Override
    public String state() {
        return "agent %s, center %s"
                .formatted(station.agent().health(), fleet.center().service().health());
    }

    /** So that edits of the center gather, and what stations send. */
    void holdAtCenter() {
        fleet.center().link().cut();
    }

    void releaseAtCenter() {
        fleet.center().link().restore();
    }

    /** The center uses no CPU until {@link #goOnAtCenter()}. */
    void standStillAtCenter() {
        StandStill.begin(fleet.center().service().pid());
    }

    void goOnAtCenter() {
        StandStill.end(fleet.center().service().pid());
    }
}
