package io.stationsync.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.wire.LoadArguments;
import io.stationsync.wire.LoadMode;
import io.stationsync.wire.RecordHeaders;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What can't be read in the binlog stops the capture until an operator agrees that it goes on behind it. */
class ImpasseIT {
    private static final String UP = "sync.up.ST001.part";

    private final RunningAgent agent = new RunningAgent(
            "part",
            "CREATE TABLE part (id bigint PRIMARY KEY, text varchar(40), code varchar(20) NOT NULL) CHARSET=utf8mb4");

    @BeforeEach
    void meetRowsWithoutTheNamesOfTheirColumns() {
        agent.start();
        agent.execute(insert(1));
        RunningAgent.await("sent", () -> agent.sent("part", 1).equals(List.of("c:old")));
        agent.execute("SET GLOBAL binlog_row_metadata=NO_LOG", insert(2), "SET GLOBAL binlog_row_metadata=FULL");
        awaitFailed();
        agent.execute(insert(3));
    }

    @AfterEach
    void close() {
        agent.close();
    }

    private static String insert(long id) {
        return "INSERT INTO part VALUES (%d, 'old', 'ST001')".formatted(id);
    }

    private void awaitFailed() {
        RunningAgent.await("it fails", () -> agent.health("capture").equals("FAILED"));
        assertThat(agent.details("capture").path("lastError").asString(""))
                .contains("SET GLOBAL binlog_row_metadata=FULL", "ask for a resync of any whole table");
    }

    /** Longer than the longest pause between two attempts. */
    private void awaitNextAttempt() throws InterruptedException {
        TimeUnit.SECONDS.sleep(12);
        awaitFailed();
        assertThat(agent.sent("part", 3)).isEmpty();
    }

    private int resync() {
        return ResyncCommand.run(new String[] {
            "resync",
            "part",
            "a test",
            "--sync.station=ST001",
            "--sync.tables=part",
            "--spring.kafka.bootstrap-servers=localhost:1",
            "--spring.datasource.url=" + agent.jdbcUrl(),
            "--spring.datasource.username=root",
            "--spring.datasource.password=" + agent.password()
        });
    }

    private Set<Long> loaded() {
        Set<Long> ids = new TreeSet<>();
        for (ConsumerRecord<byte[], byte[]> record : agent.topic(UP)) {
            JsonNode row = JsonMapper.shared().readTree(record.value()).path("after");
            if (RecordHeaders.hasAfter(record.headers()) && row.isObject()) {
                ids.add(row.path("id").asLong());
            }
        }
        return ids;
    }

    private void awaitRunning() {
        RunningAgent.await("it runs", () -> agent.health("capture").equals("RUNNING"));
        RunningAgent.await("all rows are sent", () -> loaded().equals(Set.of(1L, 2L, 3L)));
        agent.execute("UPDATE part SET text = 'new' WHERE id = 3");
        RunningAgent.await("changes travel", () -> agent.sent("part", 3).equals(List.of("u:new")));
    }

    @Test
    void a_resync_asked_for_at_the_station_goes_on_behind_it_with_all_rows() {
        assertThat(resync()).isZero();

        awaitRunning();
    }

    @Test
    void a_resync_that_an_operator_commands_at_the_center_does_too() {
        agent.command("{\"id\":7,\"kind\":\"RESYNC\",\"table\":\"part\",\"arguments\":%s,\"reason\":\"anna: a test\"}"
                .formatted(JsonMapper.shared()
                        .writeValueAsString(LoadArguments.resync(List.of()).json())));

        awaitRunning();
    }

    @Test
    void nothing_else_does_nor_a_request_made_before_this_process_has_met_it() throws InterruptedException {
        agent.execute(
                "INSERT INTO stationsync.sync_resync (kind, table_name, arguments, reason) VALUES ('resync', 'part', '%s', 'messages of the center were lost')"
                        .formatted(LoadArguments.whole(LoadMode.CENTER).json()));
        agent.execute(
                "INSERT INTO stationsync.sync_resync (kind, table_name, arguments, reason) VALUES ('resync', 'part', '%s', 'the center was restored')"
                        .formatted(LoadArguments.WHOLE.json()));
        awaitNextAttempt();

        agent.stop();
        assertThat(resync()).isZero();
        agent.launch();
        awaitFailed();
        awaitNextAttempt();
    }
}
