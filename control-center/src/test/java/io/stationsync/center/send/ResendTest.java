package io.stationsync.center.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.center.send.Resend.Answer;
import io.stationsync.center.send.Unacknowledged.Message;
import io.stationsync.center.send.Unacknowledged.Place;
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
import org.junit.jupiter.api.Test;

class ResendTest {
    private static final Row OLD = row("0", "0");
    private static final Row NEW = row("1", "0");

    @Test
    void anEditSendsItsChangedColumns() {
        Answer answer = Resend.forEdit(RowChange.update(OLD, NEW), List.of()).orElseThrow();

        assertThat(answer.change().op()).isEqualTo(Op.UPDATE);
        assertThat(answer.columns()).containsExactly("a");
    }

    @Test
    void anEditThatChangesNothingTheStationHasSendsNothing() {
        assertThat(Resend.forEdit(RowChange.update(OLD, OLD), List.of())).isEmpty();
    }

    @Test
    void aDeleteAtTheCenterTravels() {
        assertThat(op(Resend.forEdit(RowChange.delete(OLD), List.of()))).isEqualTo(Op.DELETE);
    }

    @Test
    void anInsertAtTheCenterDoesNotTravel() {
        assertThat(Resend.forEdit(RowChange.insert(NEW), messages(Op.UPDATE, "a")))
                .isEmpty();
    }

    @Test
    void anInsertThatUndoesAnUnacknowledgedDeleteSendsTheRow() {
        assertThat(op(Resend.forEdit(RowChange.insert(NEW), messages(Op.DELETE))))
                .isEqualTo(Op.UPSERT);
    }

    @Test
    void anAppliedChangeWithNothingUnacknowledgedSendsNothing() {
        assertThat(Resend.forApplied(RowChange.update(OLD, NEW), List.of())).isEmpty();
        assertThat(Resend.forApplied(RowChange.insert(NEW), List.of())).isEmpty();
        assertThat(Resend.forApplied(RowChange.delete(OLD), List.of())).isEmpty();
    }

    @Test
    void anAppliedUpdateOverAnUnacknowledgedEditOfTheSameColumnSendsTheColumnAgain() {
        Answer answer = Resend.forApplied(RowChange.update(OLD, NEW), messages(Op.UPDATE, "a"))
                .orElseThrow();

        assertThat(answer.change().op()).isEqualTo(Op.UPDATE);
        assertThat(answer.columns()).containsExactly("a");
        assertThat(answer.change().image()).isEqualTo(NEW);
    }

    @Test
    void anAppliedUpdateOfAnotherColumnSendsNothing() {
        assertThat(Resend.forApplied(RowChange.update(OLD, NEW), messages(Op.UPDATE, "b")))
                .isEmpty();
    }

    @Test
    void anAppliedInsertOverAnUnacknowledgedEditSendsTheNamedColumns() {
        Answer answer = Resend.forApplied(RowChange.insert(NEW), messages(Op.UPDATE, "b"))
                .orElseThrow();

        assertThat(answer.columns()).containsExactly("b");
    }

    @Test
    void anAppliedChangeOverAnUnacknowledgedDeleteOrRowSendsTheWholeRow() {
        assertThat(op(Resend.forApplied(RowChange.update(OLD, NEW), messages(Op.DELETE))))
                .isEqualTo(Op.UPSERT);
        assertThat(op(Resend.forApplied(RowChange.insert(NEW), messages(Op.UPSERT))))
                .isEqualTo(Op.UPSERT);
    }

    @Test
    void anAppliedDeleteOverAnUnacknowledgedRowSendsTheDelete() {
        assertThat(op(Resend.forApplied(RowChange.delete(OLD), messages(Op.UPSERT))))
                .isEqualTo(Op.DELETE);
        assertThat(Resend.forApplied(RowChange.delete(OLD), messages(Op.UPDATE, "a")))
                .isEmpty();
    }

    private static Op op(Optional<Answer> answer) {
        return answer.orElseThrow().change().op();
    }

    private static List<Message> messages(Op op, String... columns) {
        Place place = new Place(new StationCode("ST001"), "t");
        RowKey key = new RowKey(OLD);
        Unacknowledged unacknowledged = new Unacknowledged();
        unacknowledged.add(place, key, op, List.of(columns));
        return unacknowledged.of(place, key);
    }

    private static Row row(String a, String b) {
        Map<String, Value> values = new LinkedHashMap<>();
        values.put("a", Value.of(a));
        values.put("b", Value.of(b));
        return Row.of(values);
    }
}
