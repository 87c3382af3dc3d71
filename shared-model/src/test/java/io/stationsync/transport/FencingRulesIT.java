package io.stationsync.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stationsync.engine.EngineException;
import io.stationsync.engine.State;
import io.stationsync.servers.KafkaServer;
import io.stationsync.servers.Servers;
import io.stationsync.wire.StatusRecords;
import io.stationsync.wire.StatusRecords.SenderRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Which of two processes with one identity stays, whatever order their sessions come in. */
class FencingRulesIT {
    private static KafkaServer kafka;
    private static KafkaClients clients;

    private String topic = "";
    private Process older = new Process("older");
    private Process newer = new Process("newer");

    /** A process with the identity; each session takes it from whoever has it. */
    private final class Process {
        private final Fencing fencing;

        private Process(String name) {
            fencing = new Fencing(clients, topic, new SenderInstance(name));
        }

        private SenderRecord session() throws Exception {
            fencing.checkBeforeSession();
            try (Producer<byte[], byte[]> producer = clients.transactionalProducer(topic)) {
                producer.initTransactions();
                return write(producer, fencing.enter(CompactedTopic.read(clients, topic)));
            }
        }
    }

    @BeforeAll
    static void startKafka() {
        kafka = Servers.kafka();
        clients = TestKafka.clients(kafka);
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @BeforeEach
    void aTopicOfItsOwn(TestInfo test) throws Exception {
        topic = test.getTestMethod().orElseThrow().getName();
        try (Admin admin = clients.newAdmin()) {
            TopicAdmin.ensure(admin, List.of(TopicAdmin.status(topic, TestKafka.SETTINGS)));
        }
        older = new Process("older");
        newer = new Process("newer");
    }

    @Test
    void theGenerationRisesWithEachProcessAndStaysWithItsSessions() throws Exception {
        assertThat(older.session().generation()).isEqualTo(1);
        assertThat(older.session().generation()).isEqualTo(1);
        assertThat(newer.session().generation()).isEqualTo(2);
    }

    @Test
    void aProcessThatBeginsASessionGivesWayToALaterOneInsteadOfTakingTheIdentityBack() throws Exception {
        older.session();
        newer.session();

        assertGivesWayToNewer(older::session);
        assertThatCode(newer::session).doesNotThrowAnyException();
    }

    @Test
    void aProcessThatIsRefusedGivesWayToALaterOne() throws Exception {
        older.session();
        newer.session();

        assertGivesWayToNewer(older.fencing::checkAfterRefusal);
    }

    @Test
    void aNewcomerThatAnEarlierProcessHasThrownOutTakesTheIdentityAgain() throws Exception {
        older.session();
        try (Producer<byte[], byte[]> producer = clients.transactionalProducer(topic)) {
            producer.initTransactions();
            SenderRecord record = newer.fencing.enter(CompactedTopic.read(clients, topic));
            older.session();
            assertThatThrownBy(() -> write(producer, record)).matches(Fencing::isFenced);
        }

        assertThatCode(newer.fencing::checkAfterRefusal).doesNotThrowAnyException();
        newer.session();
        assertGivesWayToNewer(older::session);
    }

    private static void assertGivesWayToNewer(ThrowingCallable step) {
        assertThatThrownBy(step)
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.state()).isEqualTo(State.FENCED))
                .hasMessageStartingWith("newer has taken over");
    }

    private SenderRecord write(Producer<byte[], byte[]> producer, SenderRecord record) {
        producer.beginTransaction();
        byte[] key = StatusRecords.SENDER.getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(topic, 0, key, StatusRecords.write(record)));
        producer.commitTransaction();
        return record;
    }
}
