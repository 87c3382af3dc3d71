package io.stationsync.servers;

import java.util.List;

/** A Kafka of one node (KRaft, broker and controller) that creates no topic unless asked. */
public interface KafkaServer extends Server {

    /** For {@code bootstrap.servers}: host and port, always of this machine. */
    String bootstrapServers();

    /**
     * As many as were asked for when it was started: ways to the broker that a test can cut one by one. A client whose
     * {@code bootstrap.servers} is a link's {@link TcpProxy#address()} never leaves that link, because the broker names
     * itself there by the link's address. They end with the server.
     */
    List<TcpProxy> links();
}
