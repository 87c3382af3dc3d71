package io.stationsync.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final Metrics METRICS = Metrics.parse("""
            # HELP sync_rows_total Rows that passed a stage of the sync
            # TYPE sync_rows_total counter
            sync_rows_total{application="local-agent",op="c",stage="applied",table="kafka_test"} 3.0
            sync_rows_total{application="local-agent",op="u",stage="applied",table="kafka_test"} 1.0E3
            sync_rows_total{application="local-agent",op="c",stage="captured",table="a,b=\\"}c"} 7.0
            up 1 1700000000000
            """);

    @Test
    void sumsTheSeriesThatHaveTheTags() {
        assertThat(METRICS.sum("sync_rows_total", "stage", "applied")).hasValue(1003);
        assertThat(METRICS.sum("sync_rows_total", "stage", "applied", "op", "c"))
                .hasValue(3);
        assertThat(METRICS.sum("up")).hasValue(1);
    }

    @Test
    void saysThatThereIsNoSuchSeries() {
        assertThat(METRICS.sum("sync_rows_total", "stage", "lost")).isEmpty();
        assertThat(METRICS.sum("sync_rows")).isEmpty();
    }

    @Test
    void readsQuotesAndBracesInAValue() {
        assertThat(METRICS.samples().get(2).tags()).containsEntry("table", "a,b=\\\"}c");
    }
}
