package io.stationsync.center.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.model.Row;
import io.stationsync.model.RowKey;
import io.stationsync.model.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RowFilterTest {

    @Test
    void whatWasAddedIsKnownAndLittleElse() {
        RowFilter filter = new RowFilter();
        LongStream.range(0, 100_000).forEach(id -> filter.add(key(id)));

        assertThat(LongStream.range(0, 100_000).allMatch(id -> filter.mayContain(key(id))))
                .isTrue();
        assertThat(LongStream.range(100_000, 200_000)
                        .filter(id -> filter.mayContain(key(id)))
                        .count())
                .as("of 100,000 others")
                .isLessThan(2_000);
    }

    private static RowKey key(long id) {
        Map<String, Value> values = new LinkedHashMap<>();
        values.put("id", Value.of(id));
        values.put("code", Value.of("ST001"));
        return new RowKey(Row.of(values));
    }
}
