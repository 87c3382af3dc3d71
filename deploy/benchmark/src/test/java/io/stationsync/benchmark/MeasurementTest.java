package io.stationsync.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MeasurementTest {

    @Test
    void what_came_after_an_earlier_measurement_leaves_out_what_was_used_before() {
        Measurement before = new Measurement(100, 2, Map.of("agent", 0.5), Map.of("agent", 180.0), 1_000);
        Measurement all = new Measurement(400, 4, Map.of("agent", 0.75), Map.of("agent", 190.0), 1_600);

        assertThat(all.since(before))
                .isEqualTo(new Measurement(300, 2, Map.of("agent", 0.25), Map.of("agent", 190.0), 600));
    }
}
