package io.stationsync.center.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.model.Column;
import io.stationsync.model.TableSchema;
import java.util.List;
import org.junit.jupiter.api.Test;

class MasterTableDdlTest {

    @Test
    void the_default_of_a_column_is_kept_unless_it_is_a_sequence_that_only_the_station_has() {
        TableSchema station = new TableSchema(
                "orders",
                List.of(
                        new Column("id", "int(11)", null, false, "nextval(`test`.`numbers`)", false),
                        new Column("name", "varchar(9)", "utf8mb4_bin", true, "concat('it''s ',uuid())", false),
                        new Column("number", "int(7) unsigned zerofill", null, true, null, false)),
                List.of("id"));

        assertThat(MasterTableDdl.create(station, "code"))
                .contains("`id` int NOT NULL,")
                .contains("`name` varchar(9) COLLATE utf8mb4_bin NULL DEFAULT concat('it''s ',uuid()),")
                .contains("`number` int(7) unsigned zerofill NULL,");
    }
}
