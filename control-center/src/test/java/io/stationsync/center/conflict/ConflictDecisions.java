package io.stationsync.center.conflict;

import static io.stationsync.center.conflict.ConflictDatabase.key;
import static io.stationsync.center.conflict.ConflictDatabase.part;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.stationsync.center.table.TablePolicy;
import io.stationsync.center.table.TablePolicy.Conflict;
import io.stationsync.decision.DecisionRefusedException;
import io.stationsync.decision.DecisionRefusedException.Kind;
import io.stationsync.model.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A conflict of a row of its own, and decisions about it. */
abstract class ConflictDecisions {
    static final ConflictDatabase DATABASE = ConflictDatabase.open();
    static final ConflictResolver RESOLVER = DATABASE.resolver(TablePolicy.of(Conflict.MANUAL));

    final long id = DATABASE.newId();
    final Row base = part(id, "0", 0);
    final Row station = part(id, "s", 0);
    final Row control = part(id, "c", 5);

    @BeforeEach
    void announce() {
        DATABASE.announce(ConflictDatabase.TABLE);
    }

    static Decision keepControl() {
        return new Decision(Choice.KEEP_CONTROL, Map.of(), false, "anna", "because");
    }

    static Decision keepStation() {
        return new Decision(Choice.KEEP_STATION, Map.of(), false, "anna", "because");
    }

    static Decision overwriting(Choice choice) {
        return new Decision(choice, Map.of(), true, "anna", "because");
    }

    static Decision values(String json) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        JsonMapper.shared()
                .readTree(json)
                .properties()
                .forEach(property -> values.put(property.getKey(), property.getValue()));
        return new Decision(Choice.VALUES, values, false, "anna", "because");
    }

    /** @param now what the master has; null for nothing */
    long conflict(Outcome outcome, @Nullable Row now) {
        if (now != null) {
            DATABASE.insert(now);
        }
        Row atStation = outcome == Outcome.ROW_DELETED ? null : station;
        Row atControl = outcome == Outcome.ROW_RESTORED ? null : control;
        List<String> columns = outcome == Outcome.ROW_RESTORED ? base.columns().names() : List.of("text");
        return DATABASE.store(Conflict.MANUAL, new EditConflict(key(id), columns, base, atStation, atControl, outcome));
    }

    static void assertRefused(long conflict, Decision decision, Kind kind, String... words) {
        String before = DATABASE.resolution(conflict);
        assertThatExceptionOfType(DecisionRefusedException.class)
                .isThrownBy(() -> RESOLVER.resolve(conflict, decision))
                .satisfies(refused -> assertThat(refused.kind()).isEqualTo(kind))
                .satisfies(refused -> assertThat(refused.getMessage()).contains(words));
        assertThat(DATABASE.resolution(conflict)).isEqualTo(before);
    }
}
