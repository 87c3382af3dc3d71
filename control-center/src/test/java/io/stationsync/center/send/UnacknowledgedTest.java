package io.stationsync.center.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.center.send.Resend.Answer;
import io.stationsync.center.send.Unacknowledged.Place;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;
import io.stationsync.model.StationCode;
import io.stationsync.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What of the messages is remembered, and for how long. The seed of a failure is in its message. */
class UnacknowledgedTest {
    private static final Place PLACE = new Place(new StationCode("ST001"), "counter");
    private static final int SEEDS = 200;
    private static final int STEPS = 300;
    private static final int ROWS = 3;
    private static final long MEMORY = 400_000;

    @Test
    void whatIsUnderWayIsFoundOutAnewAfterEachChange() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            Unacknowledged unacknowledged = new Unacknowledged(40, Long.MAX_VALUE, station -> {});
            long offset = 0;
            for (int step = 0; step < STEPS; step++) {
                RowKey key = key(random.nextInt(ROWS));
                switch (random.nextInt(6)) {
                    case 0 -> unacknowledged.setAside(PLACE, key, answer(random, key));
                    case 1 -> unacknowledged.forgetUnsent(PLACE, key);
                    case 2 -> unacknowledged.acknowledge(PLACE, Math.max(0, offset - random.nextInt(60)));
                    default ->
                        unacknowledged.add(PLACE, key, answer(random, key)).sentAs(++offset);
                }
                for (int row = 0; row < ROWS; row++) {
                    assertThat(unacknowledged.of(PLACE, key(row)))
                            .as("seed %d, step %d, row %d", seed, step, row)
                            .isEqualTo(unacknowledged.of(PLACE, key(row), unacknowledged.seen(PLACE)));
                }
            }
        }
    }

    @Test
    void allStationsTogetherTakeNoMoreMemoryThanTheyMayAndNoRowIsTakenForSettled() {
        int stations = 40;
        Random random = new Random(1);
        Unacknowledged unacknowledged = new Unacknowledged(1_000, MEMORY, station -> {});
        for (int row = 0; row < 60_000; row++) {
            unacknowledged
                    .add(place(row % stations), key(row), answer(random, key(row)))
                    .sentAs(row);
            assertThat(unacknowledged.bytes()).isBetween(1L, MEMORY);
        }
        for (int row = 0; row < 60_000; row++) {
            assertThat(unacknowledged.of(place(row % stations), key(row))).isNotEqualTo(UnderWay.NOTHING);
        }
        for (int station = 0; station < stations; station++) {
            unacknowledged.acknowledge(place(station), 60_000);
            assertThat(unacknowledged.isEmpty(place(station))).isTrue();
        }
        assertThat(unacknowledged.bytes()).isZero();
    }

    @Test
    void whoHasTheMostToAcknowledgeIsForgottenFirst() {
        List<StationCode> forgotten = new ArrayList<>();
        Unacknowledged unacknowledged = new Unacknowledged(Integer.MAX_VALUE, MEMORY, forgotten::add);
        unacknowledged.add(place(1), key(1), answer(new Random(1), key(1))).sentAs(1);
        for (int row = 2; forgotten.isEmpty(); row++) {
            unacknowledged
                    .add(place(2), key(row), answer(new Random(row), key(row)))
                    .sentAs(row);
        }

        assertThat(forgotten).containsExactly(place(2).station());
        assertThat(unacknowledged.of(place(1), key(1)).inDoubt()).isFalse();
        assertThat(unacknowledged.of(place(2), key(2)).inDoubt()).isTrue();
        assertThat(unacknowledged.of(place(2), key(1))).isEqualTo(UnderWay.NOTHING);
    }

    /** A row may be larger than all that there is. */
    @Test
    void aMessageThatIsTooLargeToRememberLeavesItsRowInDoubt() {
        Unacknowledged unacknowledged = new Unacknowledged(1_000, MEMORY, station -> {});
        Row before = Row.of(Map.of("id", Value.of(1), "n", Value.of("x".repeat((int) MEMORY))));
        unacknowledged.add(PLACE, key(1), new Answer(RowChange.delete(before), List.of(), true));

        assertThat(unacknowledged.bytes()).isLessThan(MEMORY);
        assertThat(unacknowledged.of(PLACE, key(1)).inDoubt()).isTrue();
        assertThat(unacknowledged.of(PLACE, key(1)).deletedByEdit()).isTrue();
    }

    private static Place place(int station) {
        return new Place(new StationCode("ST%03d".formatted(station)), "counter");
    }

    private static RowKey key(int row) {
        return new RowKey(Row.of(Map.of("id", Value.of(row))));
    }

    private static Answer answer(Random random, RowKey key) {
        Row before = row(key, random);
        Row after = row(key, random);
        return switch (random.nextInt(4)) {
            case 0 -> new Answer(RowChange.delete(before), List.of(), random.nextBoolean());
            case 1 -> new Answer(RowChange.upsert(after), List.of(), random.nextBoolean());
            case 2 -> new Answer(RowChange.update(before, after), List.of("n"), random.nextBoolean());
            default -> new Answer(RowChange.update(before, after), List.of("n", "m"), random.nextBoolean());
        };
    }

    private static Row row(RowKey key, Random random) {
        return Row.of(Map.of(
                "id", key.values().get("id"), "n", Value.of(random.nextInt(9)), "m", Value.of(random.nextInt(9))));
    }
}
