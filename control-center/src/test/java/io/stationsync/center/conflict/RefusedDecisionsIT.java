package io.stationsync.center.conflict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.stationsync.center.table.TablePolicy;
import io.stationsync.center.table.TablePolicy.Conflict;
import io.stationsync.center.table.TablePolicy.Deletes;
import io.stationsync.center.table.TablePolicy.Evolve;
import io.stationsync.center.table.TablePolicy.Granularity;
import io.stationsync.decision.DecisionRefusedException;
import io.stationsync.decision.DecisionRefusedException.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What is not done, why, and that nothing has changed then. */
class RefusedDecisionsIT extends ConflictDecisions {

    @Test
    void nothing_is_written_to_a_row_that_is_gone() throws Exception {
        long conflict = conflict(Outcome.CONTROL_KEPT, null);

        assertRefused(conflict, keepStation(), Kind.OVERTAKEN, "is gone", "keep-control");
        assertRefused(conflict, overwriting(Choice.KEEP_STATION), Kind.OVERTAKEN, "is gone");
        assertRefused(conflict, values("{\"n\":1}"), Kind.OVERTAKEN, "is gone");
        assertThat(RESOLVER.resolve(conflict, keepControl())).isEqualTo(ConflictState.CONFIRMED);
    }

    @Test
    void a_conflict_is_decided_once() throws Exception {
        long conflict = conflict(Outcome.CONTROL_KEPT, control);
        RESOLVER.resolve(conflict, keepStation());

        assertRefused(conflict, keepControl(), Kind.OVERTAKEN, "was reversed by anna at 20", "keep-station");
    }

    @Test
    void a_conflict_that_does_not_exist_is_said() {
        assertRefused(1_000_000, keepControl(), Kind.UNKNOWN, "conflict 1000000 does not exist");
    }

    @Test
    void only_columns_of_the_station_can_be_given_values() {
        long conflict = conflict(Outcome.CONTROL_KEPT, control);

        for (String column : List.of("id", "code", "master_id", "note", "nothing")) {
            assertRefused(
                    conflict,
                    values("{\"%s\":\"1\"}".formatted(column)),
                    Kind.INVALID,
                    "values: %s (expected: columns among [text, n, price, picture])".formatted(column));
        }
    }

    @Test
    void a_value_of_the_wrong_type_is_refused_and_not_repeated() {
        long conflict = conflict(Outcome.CONTROL_KEPT, control);

        for (String json : List.of(
                "{\"n\":\"secret\"}",
                "{\"n\":1.5}",
                "{\"n\":99999999999999999999999}",
                "{\"text\":4711}",
                "{\"text\":[\"secret\"]}",
                "{\"price\":4711}",
                "{\"picture\":\"?secret?\"}")) {
            String column = json.replaceAll("[{\"](\\w+)\".*", "$1").replace("{", "");
            assertThatExceptionOfType(DecisionRefusedException.class)
                    .isThrownBy(() -> RESOLVER.resolve(conflict, values(json)))
                    .satisfies(refused -> assertThat(refused.kind()).isEqualTo(Kind.INVALID))
                    .satisfies(refused -> assertThat(refused.getMessage())
                            .contains("values." + column, "expected: a")
                            .doesNotContain("secret", "4711", "9999"));
        }
    }

    @Test
    void a_value_that_the_database_refuses_changes_nothing() {
        long conflict = conflict(Outcome.CONTROL_KEPT, control);

        assertRefused(
                conflict,
                values("{\"n\":8,\"text\":\"far too long for this column\"}"),
                Kind.REFUSED_BY_DATABASE,
                "Data too long for column 'text'");

        assertThat(DATABASE.part(id)).isEqualTo("c|5");
        assertThat(DATABASE.audited(conflict)).isEqualTo("nothing");
    }

    @Test
    void a_row_that_somebody_holds_is_left_alone() throws SQLException {
        long conflict = conflict(Outcome.CONTROL_KEPT, control);
        try (Connection holding = DATABASE.dataSource().getConnection();
                Statement statement = holding.createStatement()) {
            holding.setAutoCommit(false);
            statement.execute("UPDATE parts SET n = 6 WHERE id = " + id);

            assertRefused(conflict, keepStation(), Kind.BUSY, "Lock wait timeout", "Try again");
            holding.rollback();
        }
    }

    @Test
    void a_table_that_the_station_no_longer_announces_is_named() {
        long conflict = conflict(Outcome.CONTROL_KEPT, control);
        DATABASE.announce();

        assertRefused(conflict, keepStation(), Kind.OVERTAKEN, "station ST001 no longer announces the table parts");
    }

    @Test
    void a_row_does_not_come_or_go_where_deletes_of_the_center_do_not_travel() throws Exception {
        ConflictResolver keeping = DATABASE.resolver(new TablePolicy(
                Conflict.MANUAL, null, Granularity.COLUMNS, Deletes.PROPAGATE, null, Deletes.IGNORE, Evolve.ADD));
        long conflict = conflict(Outcome.ROW_DELETED, null);

        assertThatExceptionOfType(DecisionRefusedException.class)
                .isThrownBy(() -> keeping.resolve(conflict, keepControl()))
                .withMessageContaining("sync.tables.parts.deletes-from-center: ignore");

        assertThat(DATABASE.part(id)).isEqualTo("nothing");
        assertThat(keeping.resolve(conflict, keepStation())).isEqualTo(ConflictState.CONFIRMED);
    }

    @Test
    void of_two_operators_at_once_one_decides() throws Exception {
        long conflict = conflict(Outcome.CONTROL_KEPT, control);
        ExecutorService operators = Executors.newFixedThreadPool(2);
        try {
            List<Future<ConflictState>> decisions = operators.invokeAll(List.of(
                    () -> RESOLVER.resolve(conflict, keepControl()), () -> RESOLVER.resolve(conflict, keepStation())));

            List<Boolean> refused = new ArrayList<>();
            for (Future<ConflictState> decision : decisions) {
                try {
                    decision.get();
                    refused.add(false);
                } catch (ExecutionException e) {
                    assertThat(e)
                            .hasCauseInstanceOf(DecisionRefusedException.class)
                            .hasMessageContaining(" by anna at ");
                    refused.add(true);
                }
            }
            assertThat(refused).containsExactlyInAnyOrder(true, false);
        } finally {
            operators.shutdown();
        }
    }
}
