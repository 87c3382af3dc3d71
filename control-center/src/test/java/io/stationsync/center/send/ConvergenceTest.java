package io.stationsync.center.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.center.table.TablePolicy;
import io.stationsync.center.table.TablePolicy.Conflict;
import io.stationsync.center.table.TablePolicy.Deletes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random histories of one station and the center, with the real merge, resend and acknowledgement code over channels and
 * databases in memory: edits on both sides, batches of any size, captures that lag and restart, heartbeats that overtake.
 * However they interleave, both sides are equal once everything has been delivered.
 */
class ConvergenceTest {
    private static final int HISTORIES = Integer.getInteger("stationsync.histories", 20_000);
    private static final long SEED = Long.getLong("stationsync.seed", 20_261_121L);

    @ParameterizedTest
    @EnumSource(Conflict.class)
    void bothSidesEndEqualWhateverTheInterleaving(Conflict conflict) {
        TablePolicy policy = new TablePolicy(conflict, Deletes.PROPAGATE, null, null);
        for (int i = 0; i < HISTORIES; i++) {
            TwoSides sides = new TwoSides(SEED + i, policy);
            sides.live();
            sides.deliverEverything();
            assertThat(sides.stationRows())
                    .as("seed %d under %s: %s", SEED + i, conflict, sides.history())
                    .isEqualTo(sides.masterRows());
            assertThat(sides.isQuiet())
                    .as("seed %d: nothing circulates", SEED + i)
                    .isTrue();
        }
    }
}
