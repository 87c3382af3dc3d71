package io.stationsync.center.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.center.send.Resend.Answer;
import io.stationsync.center.send.Unacknowledged.Place;
import io.stationsync.center.table.TablePolicy.Granularity;
import io.stationsync.model.Op;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;
import io.stationsync.model.StationCode;
import io.stationsync.model.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResendTest {
    private static final Row OLD = row("0", "0");
    private static final Row NEW = row("1", "0");
    private static final RowKey KEY = new RowKey(OLD.only("id"::equals));

    @Test
    void anEditSendsItsChangedColumns() {
        Answer answer = edit(RowChange.update(OLD, NEW), UnderWay.NOTHING).orElseThrow();

        assertThat(answer.change().op()).isEqualTo(Op.UPDATE);
        assertThat(answer.columns()).containsExactly("a");
    }

    @Test
    void anEditThatChangesNothingTheStationHasSendsNothing() {
        assertThat(edit(RowChange.update(OLD, OLD), UnderWay.NOTHING)).isEmpty();
    }

    @Test
    void aDeleteAtTheCenterTravels() {
        assertThat(op(edit(RowChange.delete(OLD), UnderWay.NOTHING))).isEqualTo(Op.DELETE);
    }

    @Test
    void anInsertAtTheCenterDoesNotTravel() {
        assertThat(edit(RowChange.insert(NEW), UnderWay.NOTHING)).isEmpty();
    }

    @Test
    void anInsertOverUnacknowledgedUpdatesOfAnEarlierRowTellsTheirColumnsAgain() {
        assertThat(edit(RowChange.insert(NEW), underWay(Op.UPDATE, "a")))
                .hasValue(new Answer(RowChange.update(NEW, NEW), List.of("a"), false));
    }

    @Test
    void anInsertThatUndoesAnUnacknowledgedDeleteSendsTheRow() {
        assertThat(op(edit(RowChange.insert(NEW), underWay(Op.DELETE)))).isEqualTo(Op.UPSERT);
    }

    @Test
    void anAppliedChangeWithNothingUnacknowledgedSendsNothing() {
        assertThat(applied(RowChange.update(OLD, NEW), UnderWay.NOTHING)).isEmpty();
        assertThat(applied(RowChange.insert(NEW), UnderWay.NOTHING)).isEmpty();
        assertThat(applied(RowChange.delete(OLD), UnderWay.NOTHING)).isEmpty();
    }

    @Test
    void anAppliedUpdateOverAnUnacknowledgedEditOfTheSameColumnSendsTheColumnAgain() {
        Answer answer =
                applied(RowChange.update(OLD, NEW), underWay(Op.UPDATE, "a")).orElseThrow();

        assertThat(answer.change().op()).isEqualTo(Op.UPDATE);
        assertThat(answer.columns()).containsExactly("a");
        assertThat(answer.change().image()).isEqualTo(NEW);
    }

    @Test
    void anAppliedUpdateOfAnotherColumnSendsNothing() {
        assertThat(applied(RowChange.update(OLD, NEW), underWay(Op.UPDATE, "b")))
                .isEmpty();
    }

    @Test
    void anAppliedInsertOverAnUnacknowledgedEditSendsTheNamedColumns() {
        Answer answer = applied(RowChange.insert(NEW), underWay(Op.UPDATE, "b")).orElseThrow();

        assertThat(answer.columns()).containsExactly("b");
    }

    @Test
    void anAppliedChangeOverAnUnacknowledgedDeleteOrRowSendsTheWholeRow() {
        assertThat(op(applied(RowChange.update(OLD, NEW), underWay(Op.DELETE)))).isEqualTo(Op.UPSERT);
        assertThat(op(applied(RowChange.insert(NEW), underWay(Op.UPSERT)))).isEqualTo(Op.UPSERT);
    }

    @Test
    void anAppliedDeleteOverAnUnacknowledgedRowSendsTheDelete() {
        assertThat(op(applied(RowChange.delete(OLD), underWay(Op.UPSERT)))).isEqualTo(Op.DELETE);
        assertThat(applied(RowChange.delete(OLD), underWay(Op.UPDATE, "a"))).isEmpty();
    }

    @Test
    void whatIsInDoubtIsAnsweredAsIfTheStationWereAboutToOverwriteIt() {
        UnderWay inDoubt = new UnderWay(false, false, null, false, Set.of(), Map.of(), true);

        assertThat(op(applied(RowChange.update(OLD, NEW), inDoubt))).isEqualTo(Op.UPSERT);
        assertThat(op(applied(RowChange.insert(NEW), inDoubt))).isEqualTo(Op.UPSERT);
        assertThat(op(applied(RowChange.delete(OLD), inDoubt))).isEqualTo(Op.DELETE);
        assertThat(op(edit(RowChange.insert(NEW), inDoubt)))
                .as("deletes are never in doubt")
                .isEqualTo(Op.UPDATE);
    }

    @Test
    void whereRowsAreMergedWholeAnUpdateNamesAllColumnsButTheKey() {
        UnderWay underWay = underWay(Op.UPDATE, "a", "b");

        assertThat(Resend.forEdit(KEY, RowChange.update(OLD, NEW), () -> UnderWay.NOTHING, Granularity.ROW)
                        .orElseThrow()
                        .columns())
                .containsExactly("a", "b");
        assertThat(Resend.forApplied(KEY, RowChange.update(OLD, NEW), underWay, Granularity.ROW)
                        .orElseThrow()
                        .columns())
                .containsExactly("a", "b");
    }

    @Test
    void onlyAnAppliedInsertUndoesADelete() {
        UnderWay deletes = underWay(Op.DELETE);

        assertThat(Resend.undoesDelete(RowChange.insert(NEW), deletes)).isTrue();
        assertThat(Resend.undoesDelete(RowChange.update(OLD, NEW), deletes)).isFalse();
        assertThat(Resend.undoesDelete(RowChange.insert(NEW), UnderWay.NOTHING)).isFalse();
    }

    @Test
    void aDeleteThatOnlyAnswersTheStationsOwnIsNotUndone() {
        Answer answer = applied(RowChange.delete(OLD), underWay(Op.UPSERT)).orElseThrow();

        UnderWay deletes = underWay(answer);
        assertThat(deletes.deletes()).isTrue();
        assertThat(Resend.undoesDelete(RowChange.insert(NEW), deletes)).isFalse();
        assertThat(op(applied(RowChange.insert(NEW), deletes))).isEqualTo(Op.UPSERT);
    }

    private static Op op(Optional<Answer> answer) {
        return answer.orElseThrow().change().op();
    }

    private static Optional<Answer> edit(RowChange change, UnderWay underWay) {
        return Resend.forEdit(KEY, change, () -> underWay, Granularity.COLUMNS);
    }

    private static Optional<Answer> applied(RowChange change, UnderWay underWay) {
        return Resend.forApplied(KEY, change, underWay, Granularity.COLUMNS);
    }

    private static UnderWay underWay(Op op, String... columns) {
        RowChange change = op == Op.DELETE
                ? RowChange.delete(OLD)
                : op == Op.UPDATE ? RowChange.update(OLD, NEW) : RowChange.upsert(OLD);
        return underWay(new Answer(change, List.of(columns), true));
    }

    private static UnderWay underWay(Answer answer) {
        Place place = new Place(new StationCode("ST001"), "t");
        Unacknowledged unacknowledged = new Unacknowledged(1, Long.MAX_VALUE, station -> {});
        unacknowledged.add(place, KEY, answer);
        return unacknowledged.of(place, KEY);
    }

    private static Row row(String a, String b) {
        Map<String, Value> values = new LinkedHashMap<>();
        values.put("id", Value.of(7));
        values.put("a", Value.of(a));
        values.put("b", Value.of(b));
        return Row.of(values);
    }
}
