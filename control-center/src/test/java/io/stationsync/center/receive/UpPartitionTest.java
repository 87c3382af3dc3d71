package io.stationsync.center.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.center.RunningCenter;
import io.stationsync.center.SettableClock;
import io.stationsync.database.Progress;
import io.stationsync.engine.State;
import io.stationsync.model.Seq;
import io.stationsync.model.StationCode;
import io.stationsync.wire.TopicNames.UpTopic;
import java.time.Duration;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class UpPartitionTest {
    private final SettableClock clock = new SettableClock();
    private final UpPartition partition = new UpPartition(
            new UpTopic(new StationCode("ST001"), "part"), new TopicPartition("sync.up.ST001.part", 0), clock);

    @Test
    void a_table_that_stands_still_is_tried_again_though_the_clock_was_set_back() {
        partition.failed(State.RETRYING, "refused");
        assertThat(partition.isRetryDue()).isFalse();

        clock.move(Duration.ofHours(-1));

        RunningCenter.await("it is tried again", partition::isRetryDue);
    }

    @Test
    void after_a_batch_that_would_not_go_at_once_fewer_records_are_taken_and_then_more_again() {
        partition.takeAtMost(2);
        assertThat(partition.mostRecords()).isEqualTo(2);

        partition.applied(new Progress("t", 0, 1, Seq.NONE, -1), 1);
        assertThat(partition.mostRecords()).isEqualTo(4);
    }
}
