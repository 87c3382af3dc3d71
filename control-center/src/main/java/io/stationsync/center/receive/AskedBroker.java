package io.stationsync.center.receive;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** What a receiver asks of the broker apart from its consumers, whose questions wait behind the answer to their fetch. Thread-safe. */
record AskedBroker(Admin admin) {

    Set<String> topics() throws InterruptedException {
        return answer(admin.listTopics().names());
    }

    /** @return the offset behind the last record of a partition, among those that are visible at the level */
    long end(TopicPartition partition, IsolationLevel level) throws InterruptedException {
        return answer(admin.listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(level))
                        .partitionResult(partition))
                .offset();
    }

    private static <T> T answer(KafkaFuture<T> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException kafka) {
                throw kafka;
            }
            throw new IllegalStateException("Kafka has refused a question", e);
        }
    }
}
