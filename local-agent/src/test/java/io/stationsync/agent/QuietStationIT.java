package io.stationsync.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A station at which nothing happens says that it lives and nothing else, whatever its tables look like. */
class QuietStationIT {
    private static final String TOPIC = "sync.up.ST001.part";
    private static final int MANY = 5_000;
    private static final String MANY_COLUMNS = String.join(
            "", IntStream.range(0, 50).mapToObj("c%d int, "::formatted).toList());
    private static final RunningAgent AGENT = new RunningAgent(
            "part", "CREATE TABLE part (id bigint PRIMARY KEY, %scode varchar(20) NOT NULL)".formatted(MANY_COLUMNS));

    @BeforeAll
    static void start() {
        AGENT.start();
    }

    @AfterAll
    static void stop() {
        AGENT.close();
    }

    private static void awaitRest() {
        RunningAgent.await("it says only that it lives, and not %s".formatted(lastThree()), () -> lastThree().stream()
                .allMatch(record -> key(record).equals("alive")));
    }

    private static List<ConsumerRecord<byte[], byte[]>> lastThree() {
        List<ConsumerRecord<byte[], byte[]>> all = AGENT.topic("sync.status.ST001");
        return all.subList(Math.max(0, all.size() - 3), all.size());
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    private static String sent(JsonNode record) {
        return record.path("seq").path(TOPIC).asString("");
    }

    @Test
    void isTheSameWithManyColumns() {
        awaitRest();

        assertThat(lastThree()).allSatisfy(record -> assertThat(record.value()).hasSizeLessThan(30));
    }

    @Test
    void saysAllAgainAfterAChange() {
        awaitRest();
        String before = sent(AGENT.heartbeat());

        AGENT.execute("INSERT INTO part (id, code) VALUES (1, 'ST001')");

        RunningAgent.await("the heartbeat counts the change", () -> !sent(AGENT.heartbeat())
                .equals(before));
        assertThat(sent(AGENT.status("position"))).isEqualTo(sent(AGENT.heartbeat()));
        awaitRest();
    }

    @Test
    void saysAllAtTheBeginningOfASession() {
        awaitRest();
        String before = AGENT.heartbeat().path("ts_ms").asString();

        AGENT.restart();

        RunningAgent.await(
                "it says who it is",
                () -> !AGENT.heartbeat().path("ts_ms").asString().equals(before));
        assertThat(AGENT.heartbeat().path("tables").path(0).path("table").asString())
                .isEqualTo("part");
        awaitRest();
    }

    @Test
    void saysAllAgainOnAStatusTopicThatWasMadeAnew() {
        awaitRest();
        Set<String> before = keys();

        AGENT.makeStatusTopicAnew();

        RunningAgent.await("it says %s".formatted(before), () -> keys().containsAll(before));
        awaitRest();
    }

    private static Set<String> keys() {
        return AGENT.topic("sync.status.ST001").stream()
                .map(QuietStationIT::key)
                .collect(Collectors.toSet());
    }

    /** The center remembers each message until then. */
    @Test
    void acknowledgesManyMessagesBeforeTheNextHeartbeatIsDue() {
        AGENT.execute("INSERT INTO part (id, c0, code) VALUES (2, 0, 'ST001')");
        AGENT.restart("--sync.heartbeat-interval=1h");

        for (int edit = 1; edit <= MANY; edit++) {
            AGENT.message("part", RowChange.update(row(edit - 1), row(edit)), "c0");
        }

        RunningAgent.await(
                "the heartbeat acknowledges them",
                () -> AGENT.heartbeat().path("seen").asLong() == MANY - 1);
        AGENT.awaitValue("SELECT c0 FROM part WHERE id = 2", String.valueOf(MANY));
        AGENT.restart();
    }

    private static Row row(int value) {
        return Row.of(Map.of("id", Value.of(2), "c0", Value.of(value), "code", Value.of("ST001")));
    }
}
