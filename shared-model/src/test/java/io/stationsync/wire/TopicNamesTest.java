package io.stationsync.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stationsync.model.StationCode;
import io.stationsync.wire.TopicNames.UpTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicNamesTest {
    private static final String DEFAULT_TEMPLATE = "{prefix}.up.{code}.{table}";
    private final StationCode station = new StationCode("ST001");
    private final TopicNames names = new TopicNames("sync", DEFAULT_TEMPLATE);

    @Test
    void topicsAreNamedAsTheContractSays() {
        assertThat(names.up(station, "kafka_test")).isEqualTo("sync.up.ST001.kafka_test");
        assertThat(names.down(station)).isEqualTo("sync.down.ST001");
        assertThat(names.status(station)).isEqualTo("sync.status.ST001");
        assertThat(names.centerStatus()).isEqualTo("sync.status.center");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"kafka_test", "주문", "with space", "a.b", "_u0041", "x_u0041y", "_", "__u", "a-b", "é_u00E9"})
    void everyTableNameComesBackFromItsTopic(String table) {
        String topic = names.up(station, table);

        assertThat(topic).matches("[A-Za-z0-9._-]+");
        assertThat(names.parseUp(topic)).contains(new UpTopic(station, table));
    }

    @Test
    void topicsOfOthersAreNotOurs() {
        assertThat(names.parseUp("sync.down.ST001")).isEmpty();
        assertThat(names.parseUp("other.up.ST001.t")).isEmpty();
        assertThat(names.parseStatus("sync.status.center")).isEmpty();
        assertThat(names.parseStatus("sync.status.ST001")).contains(station);
        assertThat(names.parseDown("sync.down.ST001")).contains(station);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{prefix}.up.{table}", "{prefix}.{table}.{code}", "up", "{code}.{table}.x"})
    void aTemplateThatCannotBeReadBackIsRefusedWithWhatWasExpected(String template) {
        assertThatThrownBy(() -> new TopicNames("sync", template))
                .hasMessageContaining("sync.topics.up: '" + template + "'")
                .hasMessageContaining("expected: {code}, later {table}");
    }

    @Test
    void aPrefixOutsideKafkasAlphabetIsRefused() {
        assertThatThrownBy(() -> new TopicNames("sy nc", DEFAULT_TEMPLATE))
                .hasMessageContaining("sync.topics.prefix: 'sy nc'");
    }
}
