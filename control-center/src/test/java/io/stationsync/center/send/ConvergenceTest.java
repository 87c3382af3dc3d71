package io.stationsync.center.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.center.send.RandomEdits.Habit;
import io.stationsync.center.send.TwoSides.Mishap;
import io.stationsync.center.table.TablePolicy;
import io.stationsync.center.table.TablePolicy.Conflict;
import io.stationsync.center.table.TablePolicy.Granularity;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories of one station and the center, with the real merge, policy, resend and acknowledgement code over
 * channels and databases in memory: edits on both sides, batches of any size, captures that lag and restart, heartbeats
 * that overtake.
 */
class ConvergenceTest {
    private static final int HISTORIES = Integer.getInteger("stationsync.histories", 3_000);
    private static final long SEED = Long.getLong("stationsync.seed", 20_261_121L);
    private static final int ALL = Integer.MAX_VALUE;

    static Stream<TablePolicy> policies() {
        return Stream.of(
                        TablePolicy.of(Conflict.CONTROL_WINS),
                        TablePolicy.of(Conflict.STATION_WINS),
                        TablePolicy.of(Conflict.MANUAL),
                        TablePolicy.newestWins(RandomEdits.STAMP))
                .flatMap(policy -> Stream.of(Granularity.values()).map(policy::withMerge));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void bothSidesEndEqualWhateverTheInterleaving(TablePolicy policy) {
        histories(policy, Habit.ANYTHING, ALL, sides -> {});
    }

    @ParameterizedTest
    @MethodSource("policies")
    void bothSidesEndEqualThoughTheCenterForgetsWhatIsUnacknowledged(TablePolicy policy) {
        for (int limit : new int[] {0, 1, 3}) {
            histories(policy, Habit.FRESH_VALUES, limit, sides -> assertThat(sides.lost())
                    .isEmpty());
        }
    }

    @ParameterizedTest
    @MethodSource("policies")
    void everyEditIsVisibleOrKnowinglyReplacedOrAmongTheConflicts(TablePolicy policy) {
        histories(policy, Habit.FRESH_VALUES, ALL, sides -> assertThat(sides.lost())
                .isEmpty());
    }

    /** With several columns the winner is named by row; by column where there is one. */
    @ParameterizedTest
    @MethodSource("policies")
    void theWinnerIsTheOneThatThePolicyNames(TablePolicy policy) {
        Habit habit = policy.merge() == Granularity.ROW ? Habit.UPDATES : Habit.UPDATES_OF_ONE_COLUMN;
        histories(policy, habit, ALL, sides -> assertThat(sides.wrongWinners()).isEmpty());
    }

    /** Rows too large to be sent, at either end, and messages that the station refuses, all tried again at some time. */
    @ParameterizedTest
    @MethodSource("policies")
    void bothSidesEndEqualThoughChangesAreSetAsideAndTriedAgainLater(TablePolicy policy) {
        for (int limit : new int[] {ALL, 1}) {
            histories(policy, Habit.ANYTHING, limit, true, sides -> {});
        }
    }

    @ParameterizedTest
    @MethodSource("policies")
    void bothSidesEndEqualThoughMessagesAreLostAndDatabasesAreRestored(TablePolicy policy) {
        for (int limit : new int[] {ALL, 1}) {
            for (Set<Mishap> mishaps : everyMishap()) {
                histories(policy, Habit.ANYTHING, limit, false, mishaps, sides -> {});
            }
        }
    }

    @ParameterizedTest
    @MethodSource("policies")
    void noEditIsLostWithoutATraceThoughMessagesAreLostAndAStationIsRestored(TablePolicy policy) {
        // A restored center has lost its conflicts, too.
        for (Set<Mishap> mishaps : List.of(Set.of(Mishap.RETURN_LOST), Set.of(Mishap.STATION_RESTORED))) {
            histories(policy, Habit.FRESH_VALUES, ALL, false, mishaps, sides -> assertThat(sides.lost())
                    .as(mishaps.toString())
                    .isEmpty());
        }
    }

    private static List<Set<Mishap>> everyMishap() {
        return List.of(
                Set.of(Mishap.RETURN_LOST),
                Set.of(Mishap.STATION_RESTORED),
                Set.of(Mishap.CENTER_RESTORED),
                Set.of(Mishap.values()));
    }

    private static void histories(TablePolicy policy, Habit habit, int limit, Consumer<TwoSides> check) {
        histories(policy, habit, limit, false, check);
    }

    private static void histories(
            TablePolicy policy, Habit habit, int limit, boolean quarantine, Consumer<TwoSides> check) {
        histories(policy, habit, limit, quarantine, Set.of(), check);
    }

    private static void histories(
            TablePolicy policy,
            Habit habit,
            int limit,
            boolean quarantine,
            Set<Mishap> mishaps,
            Consumer<TwoSides> check) {
        for (int i = 0; i < (mishaps.isEmpty() ? HISTORIES : HISTORIES / 3); i++) {
            TwoSides sides = new TwoSides(SEED + i, policy, habit, limit, quarantine, mishaps);
            try {
                sides.live();
                sides.deliverEverything();
                assertThat(sides.stationRows()).isEqualTo(sides.masterRows());
                check.accept(sides);
            } catch (AssertionError e) {
                throw new AssertionError(
                        "seed %d, %s, %s, limit %d, %s: %s"
                                .formatted(SEED + i, policy, habit, limit, mishaps, sides.history()),
                        e);
            }
        }
    }
}
