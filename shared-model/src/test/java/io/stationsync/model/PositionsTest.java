package io.stationsync.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stationsync.model.GtidPosition.Gtid;
import io.stationsync.model.Seq.Arrival;
import org.junit.jupiter.api.Test;

class PositionsTest {

    @Test
    void aGtidPositionHasTheLastTransactionOfEachDomain() {
        GtidPosition position = GtidPosition.parse("1-12-7,0-11-1006").after(Gtid.parse("0-13-1007"));

        assertThat(position).hasToString("0-13-1007,1-12-7");
        assertThat(GtidPosition.parse(position.toString())).isEqualTo(position);
        assertThat(GtidPosition.parse("")).isEqualTo(GtidPosition.EMPTY).hasToString("");
    }

    @Test
    void aGtidPositionMovesInItsDomainAlone() {
        Gtid first = Gtid.parse("0-11-1006");
        GtidPosition position = GtidPosition.EMPTY.after(first);

        assertThat(position).hasToString("0-11-1006");
        assertThat(position.after(Gtid.parse("0-13-1007"))).hasToString("0-13-1007");
        assertThat(position.after(Gtid.parse("1-12-7"))).hasToString("0-11-1006,1-12-7");
    }

    @Test
    void whatIsNoGtidIsNamed() {
        assertThatThrownBy(() -> GtidPosition.parse("0-11"))
                .hasMessage("GTID: '0-11' (expected: domain-server-sequence as in 0-11-1006)");
    }

    @Test
    void theNextNumberOfAnEpochIsNext() {
        assertThat(new Seq(5, 1).arrivalOf(new Seq(5, 2))).isEqualTo(Arrival.NEXT);
    }

    @Test
    void aNumberSeenBeforeIsADuplicate() {
        assertThat(new Seq(5, 2).arrivalOf(new Seq(5, 2))).isEqualTo(Arrival.DUPLICATE);
        assertThat(new Seq(5, 2).arrivalOf(new Seq(5, 1))).isEqualTo(Arrival.DUPLICATE);
    }

    @Test
    void aNumberLeftOutIsAGap() {
        assertThat(new Seq(5, 2).arrivalOf(new Seq(5, 4))).isEqualTo(Arrival.GAP);
        assertThat(Seq.NONE.arrivalOf(new Seq(5, 2))).isEqualTo(Arrival.GAP);
    }

    @Test
    void aLaterEpochBeginsWithOne() {
        assertThat(new Seq(5, 2).arrivalOf(new Seq(6, 1))).isEqualTo(Arrival.NEXT);
        assertThat(new Seq(5, 2).arrivalOf(new Seq(6, 2))).isEqualTo(Arrival.GAP);
        assertThat(new Seq(5, 2).arrivalOf(new Seq(4, 1))).isEqualTo(Arrival.GAP);
    }

    @Test
    void aSeqComesBackFromItsText() {
        assertThat(Seq.parse(new Seq(1795217081000L, 42).toString())).isEqualTo(new Seq(1795217081000L, 42));
        assertThatThrownBy(() -> Seq.parse("42")).hasMessageContaining("seq: '42' (expected: epoch-number");
    }

    @Test
    void aStationCodeMustFitIntoTopicNames() {
        assertThatThrownBy(() -> new StationCode("ST 01"))
                .hasMessage("station code: 'ST 01' (expected: 1 to 64 characters of A-Z a-z 0-9 _ -)");
    }
}
