package io.stationsync.servers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.utils.AppInfoParser;
import org.testcontainers.containers.Network;
import org.testcontainers.kafka.KafkaContainer;

/** The image {@code apache/kafka} in the version of the client on the class path. */
final class ContainerKafkaServer extends ContainerServer<KafkaContainer> implements KafkaServer {
    private static final int FIRST_LINK = 19_092;

    private final int port = FreePort.next();
    private final List<TcpProxy> links = new ArrayList<>();

    /** @param options broker settings that win over the defaults */
    ContainerKafkaServer(Map<String, String> options, int links) {
        super(new KafkaContainer("apache/kafka:" + AppInfoParser.getVersion()));
        List<String> bindings = new ArrayList<>(List.of(port + ":9092"));
        for (int inside = FIRST_LINK; inside < FIRST_LINK + links; inside++) {
            TcpProxy link = new TcpProxy(engineHost(), FreePort.next());
            this.links.add(link);
            bindings.add(link.targetPort() + ":" + inside);
            container().addExposedPort(inside);
            container().withNetwork(Network.SHARED).withListener("link:" + inside, link::address);
        }
        container().setPortBindings(bindings);
        new KafkaOptions(options).values().forEach((name, value) -> container().addEnv(variable(name), value));
    }

    /** How the image spells a broker setting: dots as underscores, in capitals. */
    private static String variable(String setting) {
        return "KAFKA_" + setting.replace('.', '_').toUpperCase(Locale.ROOT);
    }

    @Override
    public String bootstrapServers() {
        return engineHost() + ":" + port;
    }

    @Override
    public List<TcpProxy> links() {
        return List.copyOf(links);
    }

    @Override
    public void start() {
        try (KafkaProbe probe = new KafkaProbe(engineHost(), port)) {
            start(probe::answers);
        }
    }

    @Override
    public void close() {
        links.forEach(TcpProxy::close);
        super.close();
    }

    @Override
    public String toString() {
        return "Kafka in a container at " + bootstrapServers();
    }
}
