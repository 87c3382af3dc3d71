package io.stationsync.transport;

import io.stationsync.engine.Deadline;
import io.stationsync.engine.EngineException;
import io.stationsync.engine.State;
import io.stationsync.wire.StatusRecords;
import io.stationsync.wire.StatusRecords.SenderRecord;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;

/**
 * Decides between processes with one identity: the one that started last stays. Kafka alone would let them throw each other out
 * for ever, since whoever opens a session fences the other, and would not tell a second process from a transaction that merely
 * timed out. So each process takes the generation after the last one it finds, once, and writes it at the beginning of each
 * session; a process that finds a later generation than its own gives way. Clocks play no part.
 */
final class Fencing {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final KafkaClients clients;
    private final String statusTopic;
    private final SenderInstance self;
    private long generation;

    Fencing(KafkaClients clients, String statusTopic, SenderInstance self) {
        this.clients = clients;
        this.statusTopic = statusTopic;
        this.self = self;
    }

    static boolean isFenced(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof ProducerFencedException || t instanceof InvalidProducerEpochException) {
                return true;
            }
        }
        return false;
    }

    /**
     * To be asked before a session takes the identity: a process that has had it before must not take it back.
     *
     * @throws EngineException with {@link State#FENCED} if a later process has it
     */
    void checkBeforeSession() throws EngineException {
        if (generation > 0) {
            giveWayTo(lastSender());
        }
    }

    /**
     * The record that says that this process has the identity.
     *
     * @param status the status topic, read after the identity was taken
     */
    SenderRecord enter(Map<String, byte[]> status) {
        if (generation == 0) {
            SenderRecord last = sender(status);
            generation = last == null ? 1 : last.generation() + 1;
        }
        return new SenderRecord(self.name(), generation);
    }

    /**
     * After Kafka has refused our producer: waits until a later process has written its record. Returns if none does, or if
     * the refusal came from an earlier one: then this process takes the identity again.
     *
     * @throws EngineException with {@link State#FENCED} if a later process has it
     */
    void checkAfterRefusal() throws EngineException, InterruptedException {
        Deadline deadline = Deadline.in(PATIENCE);
        while (generation > 0 && !deadline.hasPassed()) {
            SenderRecord last = lastSender();
            giveWayTo(last);
            if (last != null && last.generation() < generation) {
                return;
            }
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        }
    }

    private void giveWayTo(@Nullable SenderRecord last) throws EngineException {
        if (last == null || last.instance().equals(self.name())) {
            return;
        }
        boolean later = last.generation() > generation
                || last.generation() == generation && last.instance().compareTo(self.name()) > 0;
        if (later) {
            throw new EngineException(
                    State.FENCED,
                    "%s has taken over; this process (%s) sends and applies nothing any more. Stop one of the two, then restart the one that is to stay"
                            .formatted(last.instance(), self));
        }
    }

    private @Nullable SenderRecord lastSender() {
        try {
            return sender(CompactedTopic.read(clients, statusTopic));
        } catch (KafkaException e) {
            // Away again: the session that follows asks once more.
            return null;
        }
    }

    private static @Nullable SenderRecord sender(Map<String, byte[]> status) {
        byte[] record = status.get(StatusRecords.SENDER);
        return record == null ? null : StatusRecords.read(record, SenderRecord.class);
    }
}
