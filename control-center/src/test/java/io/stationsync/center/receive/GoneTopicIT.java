package io.stationsync.center.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.center.RunningCenter;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A station's topic is deleted, as when the station is taken out of service; the test is the station. */
class GoneTopicIT {
    private static final String LAG = "sync_lag_rows{direction=\"up\",station=\"ST001\",table=\"part\"}";
    private static final RunningCenter CENTER = new RunningCenter(
            "CREATE TABLE part (master_id bigint AUTO_INCREMENT PRIMARY KEY, id bigint NOT NULL, code varchar(20) NOT NULL, UNIQUE KEY (id, code))");

    @BeforeAll
    static void start() {
        CENTER.announce("part", "CREATE TABLE part (id bigint PRIMARY KEY, code varchar(20) NOT NULL)");
        CENTER.start();
    }

    @AfterAll
    static void stop() {
        CENTER.close();
    }

    private static void insert(long id) {
        Map<String, Value> values = new LinkedHashMap<>();
        values.put("id", Value.of(id));
        values.put("code", Value.of("ST001"));
        CENTER.change("part", RowChange.insert(Row.of(values)));
        CENTER.flush();
    }

    @Test
    void its_gauges_go_with_it_and_tell_of_the_one_that_comes_after() {
        insert(1);
        CENTER.awaitValue("SELECT id FROM part", "1");
        assertThat(CENTER.hasMetric(LAG)).isTrue();

        CENTER.deleteUpTopic("part");
        RunningCenter.await("nothing is said of what is no longer there", () -> !CENTER.hasMetric(LAG));

        String pause = "{\"direction\":\"up\",\"reason\":\"so that it waits\"}";
        assertThat(CENTER.call("/api/stations/ST001/tables/part/pause", pause).status())
                .isEqualTo(202);
        CENTER.createUpTopic("part");
        insert(2);
        insert(3);
        // How many are seen once it goes on: the topic is another one.
        RunningCenter.await("it waits", () -> CENTER.metric(LAG) > 0);
    }
}
