package io.stationsync.boot;

import io.stationsync.transport.TopicAdmin;
import io.stationsync.wire.MaxRowSize;
import io.stationsync.wire.TopicNames;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings {@code sync.topics.*}, the same at both ends.
 *
 * @param prefix what the names of all topics begin with
 * @param up template of the up topics' names
 * @param replicationFactor for topics we create; -1 for the broker's default
 * @param upRetention how long a change waits for the center
 * @param downRetention how long an edit waits for its station
 */
@ConfigurationPropertiesSource
public record TopicsProperties(
        @NotBlank @DefaultValue("sync") String prefix,

        @NotBlank @DefaultValue("{prefix}.up.{code}.{table}")
        String up,

        @Min(-1) @Max(32767) @DefaultValue("-1") int replicationFactor,
        @NotNull @DefaultValue("7d") Duration upRetention,
        @NotNull @DefaultValue("90d") Duration downRetention) {

    public TopicNames names() {
        return new TopicNames(prefix, up);
    }

    public TopicAdmin.Settings creation(MaxRowSize maxRowSize) {
        return new TopicAdmin.Settings((short) replicationFactor, upRetention, downRetention, maxRowSize);
    }
}
