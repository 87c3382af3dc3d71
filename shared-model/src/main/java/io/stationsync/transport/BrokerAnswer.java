package io.stationsync.transport;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;

/** What the brokers answer to a question of the admin client. */
public final class BrokerAnswer {
    private BrokerAnswer() {}

    /**
     * Waits for it.
     *
     * @throws KafkaException the brokers' refusal, of the class that Kafka has for it, or that they can't be reached
     */
    public static <T> T of(KafkaFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException refusal ? refusal : new KafkaException(e.getCause());
        }
    }
}
