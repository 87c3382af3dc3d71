package io.stationsync.center.receive;

import io.stationsync.transport.BrokerAnswer;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** What a receiver asks of the broker apart from its consumers, whose questions wait behind the answer to their fetch. Thread-safe. */
record AskedBroker(Admin admin) {

    Set<String> topics() throws InterruptedException {
        return BrokerAnswer.of(admin.listTopics().names());
    }

    /** @return the offset behind the last record of a partition, among those that are visible at the level */
    long end(TopicPartition partition, IsolationLevel level) throws InterruptedException {
        return BrokerAnswer.of(admin.listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(level))
                        .partitionResult(partition))
                .offset();
    }
}
