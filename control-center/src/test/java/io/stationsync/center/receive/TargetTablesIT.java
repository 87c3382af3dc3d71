package io.stationsync.center.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stationsync.center.conflict.ConflictDatabase;
import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.table.MasterTable;
import io.stationsync.center.table.MasterTables;
import io.stationsync.center.table.TablePolicies;
import io.stationsync.engine.EngineException;
import io.stationsync.model.StationCode;
import io.stationsync.model.TableSchema;
import io.stationsync.wire.StatusRecords.Heartbeat;
import io.stationsync.wire.TopicNames.UpTopic;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A master table is looked up once for all stations that want the same of it. */
class TargetTablesIT {
    private static final ConflictDatabase DATABASE = ConflictDatabase.open();
    private static final TableSchema SHAPE = DATABASE.fleet()
            .station(ConflictDatabase.STATION)
            .flatMap(station -> station.table(ConflictDatabase.TABLE))
            .orElseThrow();

    private final Fleet fleet = new Fleet();
    private final TargetTables tables = new TargetTables(
            DATABASE.dataSource(), fleet, new MasterTables("test", false, "code"), new TablePolicies(Map.of()));

    private UpTopic station(String code, String codeColumn) {
        fleet.announced(
                new StationCode(code),
                new Heartbeat("-", "-", 0, List.of(code), codeColumn, -1, Map.of(), List.of(SHAPE), Map.of(), null));
        return new UpTopic(new StationCode(code), SHAPE.table());
    }

    @Test
    void stationsWhoseTablesAreAlikeShareIt() throws Exception {
        MasterTable found = tables.table(station("ST001", "code"), SHAPE);

        assertThat(tables.table(station("ST002", "code"), SHAPE)).isSameAs(found);
    }

    @Test
    void aStationThatFitsNotIsToldSoThoughOthersAreAlike() throws Exception {
        tables.table(station("ST001", "code"), SHAPE);
        UpTopic other = station("ST002", "station");

        assertThatThrownBy(() -> tables.table(other, SHAPE))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("sync.code-column");
    }

    @Test
    void itIsLookedUpAgainForAllOnceItMayHaveChanged() throws Exception {
        UpTopic first = station("ST001", "code");
        UpTopic second = station("ST002", "code");
        MasterTable found = tables.table(first, SHAPE);

        tables.forget(first);

        assertThat(tables.table(second, SHAPE)).isNotSameAs(found);
    }
}
