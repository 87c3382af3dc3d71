package io.stationsync.center.conflict;

import static io.stationsync.center.conflict.ConflictDatabase.key;
import static io.stationsync.center.conflict.ConflictDatabase.part;
import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.center.table.TablePolicy.Conflict;
import io.stationsync.decision.DecisionRefusedException.Kind;
import io.stationsync.model.Row;
import io.stationsync.model.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What each decision makes of the master's row, of the conflict and of the audit. */
class ConflictResolverIT extends ConflictDecisions {

    @Test
    void who_agrees_with_what_control_kept_confirms_it_and_nothing_is_written() throws Exception {
        long conflict = conflict(Outcome.CONTROL_KEPT, part(id, "changed since", 9));

        assertThat(RESOLVER.resolve(conflict, keepControl())).isEqualTo(ConflictState.CONFIRMED);

        assertThat(DATABASE.resolution(conflict)).isEqualTo("confirmed|keep-control|anna|because");
        assertThat(DATABASE.part(id)).isEqualTo("changed since|9");
        assertThat(DATABASE.audited(conflict)).contains("\"state\":\"confirmed\"", "\"written\":{}", "\"replaced\":{}");
    }

    @Test
    void the_stations_values_replace_the_controls_in_the_contested_columns_alone() throws Exception {
        long conflict = conflict(Outcome.CONTROL_KEPT, control);

        assertThat(RESOLVER.resolve(conflict, keepStation())).isEqualTo(ConflictState.REVERSED);

        assertThat(DATABASE.part(id)).isEqualTo("s|5");
        assertThat(DATABASE.resolution(conflict)).isEqualTo("reversed|keep-station|anna|because");
        assertThat(DATABASE.audited(conflict))
                .contains("\"written\":{\"text\":\"s\"}", "\"replaced\":{\"text\":\"c\"}");
    }

    @Test
    void the_audit_names_user_reason_station_table_and_row() throws Exception {
        long conflict = conflict(Outcome.CONTROL_KEPT, control);

        RESOLVER.resolve(conflict, keepStation());

        assertThat(DATABASE.value("""
                        SELECT CONCAT_WS('|', user_name, action, station, table_name, row_key, reason)
                          FROM stationsync.sync_audit WHERE subject = 'conflict %d'""".formatted(conflict)))
                .isEqualTo("anna|resolve-conflict|ST001|parts|id=%d,code=ST001|because".formatted(id));
    }

    @Test
    void the_controls_values_replace_what_the_station_had_applied() throws Exception {
        long conflict = conflict(Outcome.STATION_APPLIED, part(id, "s", 5));

        assertThat(RESOLVER.resolve(conflict, keepControl())).isEqualTo(ConflictState.REVERSED);

        assertThat(DATABASE.part(id)).isEqualTo("c|5");
    }

    @Test
    void what_is_there_already_is_reversed_without_being_written() throws Exception {
        long conflict = conflict(Outcome.CONTROL_KEPT, part(id, "s", 5));

        assertThat(RESOLVER.resolve(conflict, keepStation())).isEqualTo(ConflictState.REVERSED);

        assertThat(DATABASE.audited(conflict)).contains("\"written\":{}");
    }

    @Test
    void a_row_that_the_station_deleted_is_inserted_again_as_the_control_had_it() throws Exception {
        long conflict = conflict(Outcome.ROW_DELETED, null);

        assertThat(RESOLVER.resolve(conflict, keepControl())).isEqualTo(ConflictState.REVERSED);

        assertThat(DATABASE.part(id)).isEqualTo("c|5");
        assertThat(DATABASE.audited(conflict)).contains("\"replaced\":null", "\"text\":\"c\"");
    }

    @Test
    void a_delete_that_the_station_made_is_confirmed() throws Exception {
        long conflict = conflict(Outcome.ROW_DELETED, null);

        assertThat(RESOLVER.resolve(conflict, keepStation())).isEqualTo(ConflictState.CONFIRMED);

        assertThat(DATABASE.part(id)).isEqualTo("nothing");
    }

    @Test
    void a_deleted_row_that_is_there_again_is_overwritten_only_if_asked_for() throws Exception {
        long conflict = conflict(Outcome.ROW_DELETED, part(id, "again", 7));

        assertRefused(conflict, keepControl(), Kind.OVERTAKEN, "[text, n]", "there again", "\"overwrite\": true");
        RESOLVER.resolve(conflict, overwriting(Choice.KEEP_CONTROL));

        assertThat(DATABASE.part(id)).isEqualTo("c|5");
    }

    @Test
    void a_row_that_the_station_brought_back_is_deleted_again() throws Exception {
        long conflict = conflict(Outcome.ROW_RESTORED, station);

        assertThat(RESOLVER.resolve(conflict, keepControl())).isEqualTo(ConflictState.REVERSED);

        assertThat(DATABASE.part(id)).isEqualTo("nothing");
        assertThat(DATABASE.audited(conflict)).contains("\"written\":null", "\"text\":\"s\"");
    }

    @Test
    void a_row_that_came_back_and_has_changed_is_deleted_only_if_asked_for() throws Exception {
        long conflict = conflict(Outcome.ROW_RESTORED, part(id, "s", 8));

        assertRefused(conflict, keepControl(), Kind.OVERTAKEN, "in [n]");
        RESOLVER.resolve(conflict, overwriting(Choice.KEEP_CONTROL));

        assertThat(DATABASE.part(id)).isEqualTo("nothing");
    }

    @Test
    void a_row_that_came_back_and_is_gone_by_now_stays_so() throws Exception {
        long conflict = conflict(Outcome.ROW_RESTORED, null);

        assertThat(RESOLVER.resolve(conflict, keepControl())).isEqualTo(ConflictState.REVERSED);
    }

    @Test
    void a_row_that_the_center_had_deleted_is_inserted_as_the_station_had_it() throws Exception {
        long conflict = keptDeleted(null);

        assertThat(RESOLVER.resolve(conflict, keepStation())).isEqualTo(ConflictState.REVERSED);

        assertThat(DATABASE.part(id)).isEqualTo("s|0");
        assertThat(DATABASE.audited(conflict)).contains("\"replaced\":null", "\"text\":\"s\"");
    }

    @Test
    void a_row_that_the_center_had_deleted_comes_back_with_values_of_the_operator() throws Exception {
        long conflict = keptDeleted(null);

        assertThat(RESOLVER.resolve(conflict, values("{\"n\":9}"))).isEqualTo(ConflictState.REVERSED);

        assertThat(DATABASE.part(id)).isEqualTo("s|9");
    }

    @Test
    void a_row_that_the_center_had_deleted_stays_gone() throws Exception {
        long conflict = keptDeleted(null);

        assertThat(RESOLVER.resolve(conflict, keepControl())).isEqualTo(ConflictState.CONFIRMED);

        assertThat(DATABASE.part(id)).isEqualTo("nothing");
    }

    @Test
    void a_row_that_the_center_had_deleted_and_that_is_there_again_is_overwritten_only_if_asked_for() throws Exception {
        long conflict = keptDeleted(part(id, "again", 7));

        assertRefused(
                conflict,
                keepStation(),
                Kind.OVERTAKEN,
                "[text, n]",
                "there again, though the center had deleted it",
                "\"overwrite\": true");
        RESOLVER.resolve(conflict, overwriting(Choice.KEEP_STATION));

        assertThat(DATABASE.part(id)).isEqualTo("s|0");
    }

    /** The center had deleted the row, and that stayed so. @param now what the master has; null for nothing */
    private long keptDeleted(@Nullable Row now) {
        if (now != null) {
            DATABASE.insert(now);
        }
        return DATABASE.store(
                Conflict.MANUAL, new EditConflict(key(id), List.of("text"), base, station, null, Outcome.CONTROL_KEPT));
    }

    @Test
    void values_of_the_operator_are_written_and_no_others() throws Exception {
        long conflict = conflict(Outcome.CONTROL_KEPT, part(id, "moved on", 5));

        assertThat(RESOLVER.resolve(
                        conflict, values("{\"text\":null,\"price\":\"9.5\",\"picture\":\"AQI=\",\"n\":-3}")))
                .isEqualTo(ConflictState.REVERSED);

        assertThat(DATABASE.value(
                        "SELECT CONCAT_WS('|', text IS NULL, n, price, HEX(picture), note) FROM parts WHERE id = "
                                + id))
                .isEqualTo("1|-3|9.50|0102|of the master");
        assertThat(DATABASE.audited(conflict))
                .contains(
                        "\"written\":{\"text\":null,\"n\":-3,\"price\":\"9.50\",\"picture\":\"AQI=\"}",
                        "\"replaced\":{\"text\":\"moved on\",\"n\":5,\"price\":\"1.50\",\"picture\":\"AP8=\"}");
    }

    @Test
    void values_that_leave_what_the_outcome_gave_confirm_it() throws Exception {
        long conflict = conflict(Outcome.CONTROL_KEPT, part(id, "moved on", 7));

        assertThat(RESOLVER.resolve(conflict, values("{\"text\":\"c\",\"n\":7}")))
                .isEqualTo(ConflictState.CONFIRMED);

        assertThat(DATABASE.part(id)).isEqualTo("c|7");
    }

    @Test
    void values_bring_a_deleted_row_back_with_what_the_control_had_besides() throws Exception {
        long conflict = conflict(Outcome.ROW_DELETED, null);

        assertThat(RESOLVER.resolve(conflict, values("{\"n\":1}"))).isEqualTo(ConflictState.REVERSED);

        assertThat(DATABASE.part(id)).isEqualTo("c|1");
    }

    @Test
    void a_row_that_has_changed_since_is_overwritten_only_if_asked_for() throws Exception {
        long conflict = conflict(Outcome.CONTROL_KEPT, part(id, "moved on", 5));

        assertRefused(conflict, keepStation(), Kind.OVERTAKEN, "in [text]", "\"overwrite\": true");
        assertThat(DATABASE.part(id)).isEqualTo("moved on|5");
        RESOLVER.resolve(conflict, overwriting(Choice.KEEP_STATION));

        assertThat(DATABASE.part(id)).isEqualTo("s|5");
        assertThat(DATABASE.audited(conflict)).contains("\"overwrite\":true");
    }

    @Test
    void a_change_of_other_columns_since_is_in_nobodys_way() throws Exception {
        long conflict = conflict(Outcome.CONTROL_KEPT, part(id, "c", 77));

        RESOLVER.resolve(conflict, keepStation());

        assertThat(DATABASE.part(id)).isEqualTo("s|77");
    }

    @Test
    void a_null_of_the_station_is_written() throws Exception {
        DATABASE.insert(control);
        long conflict = DATABASE.store(
                Conflict.MANUAL,
                new EditConflict(
                        key(id),
                        List.of("text", "price"),
                        base,
                        part(id, null, 0).with(Map.of("price", Value.ofNull())),
                        control.with(Map.of("master_id", Value.of(1))),
                        Outcome.CONTROL_KEPT));

        RESOLVER.resolve(conflict, keepStation());

        assertThat(DATABASE.value("SELECT CONCAT(text IS NULL, price IS NULL) FROM parts WHERE id = " + id))
                .isEqualTo("11");
    }
}
