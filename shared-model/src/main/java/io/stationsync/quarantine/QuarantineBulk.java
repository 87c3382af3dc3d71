package io.stationsync.quarantine;

import io.stationsync.decision.DecisionRefusedException;
import io.stationsync.decision.DecisionRefusedException.Kind;
import io.stationsync.decision.Wanted;
import io.stationsync.engine.EngineException;
import io.stationsync.quarantine.Retry.Result;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Carries one decision out about many changes in quarantine, each in a transaction of its own: a row that can't be written
 * keeps no other from being tried. Thread-safe.
 */
public final class QuarantineBulk {
    private static final int MOST = 10_000;

    private final QuarantineRepository repository;
    private final QuarantineDecisions decisions;

    public QuarantineBulk(QuarantineRepository repository, QuarantineDecisions decisions) {
        this.repository = repository;
        this.decisions = decisions;
    }

    /**
     * What became of the changes.
     *
     * @param rows how many were tried
     * @param discarded changes; 0 for a retry
     * @param remaining changes of those rows that are still in quarantine
     * @param problem why the first row that could not be tried could not; null if there is none
     */
    public record Summary(
            int rows,
            int discarded,
            int applied,
            int remaining,
            @Nullable String problem) {}

    private interface Decision {
        Result carryOut(QuarantinedChange change) throws EngineException, DecisionRefusedException;
    }

    private final class Tally {
        private final Map<QuarantinedRow, Integer> remaining = new HashMap<>();
        private int done;
        private int applied;
        private @Nullable String problem;

        void decide(QuarantinedChange change, Decision decision) throws DecisionRefusedException {
            try {
                Result result = decision.carryOut(change);
                done++;
                applied += result.applied();
                remaining(change, result.remaining());
            } catch (EngineException e) {
                failed(change, e);
            } catch (DecisionRefusedException e) {
                switch (e.kind()) {
                    case UNKNOWN -> {
                        // An earlier decision of this call, or somebody else, has dealt with it.
                    }
                    case BUSY ->
                        throw new DecisionRefusedException(
                                Kind.BUSY, "%s. %d were done before that".formatted(e.getMessage(), done), e);
                    case INVALID, OVERTAKEN, REFUSED_BY_DATABASE -> failed(change, e);
                }
            }
        }

        private void failed(QuarantinedChange change, Exception e) {
            remaining(change, repository.remaining(change.row()));
            if (problem == null) {
                problem = "change %d: %s".formatted(change.id(), e.getMessage());
            }
        }

        /** The last number counts: of one row several changes may be discarded. */
        private void remaining(QuarantinedChange change, int number) {
            if (!change.isUnreadable()) {
                remaining.put(change.row(), number);
            }
        }

        Summary summary(int discarded) {
            int sum = remaining.values().stream().mapToInt(Integer::intValue).sum();
            return new Summary(remaining.size(), discarded, applied, sum, problem);
        }
    }

    /** Tries the rows that have a selected refused change; those tried longest ago, if there are too many. */
    public Summary retry(QuarantineSelection selection, Wanted wanted) throws DecisionRefusedException {
        Tally tally = new Tally();
        for (QuarantinedChange change : repository.refusedRows(selection, MOST)) {
            tally.decide(change, one -> decisions.retry(one, Map.of(), wanted));
        }
        return tally.summary(0);
    }

    /** Drops the selected changes that are refused or unreadable, the oldest if there are too many. */
    public Summary discard(QuarantineSelection selection, Wanted wanted) throws DecisionRefusedException {
        Tally tally = new Tally();
        for (QuarantinedChange change : repository.discardable(selection, MOST)) {
            tally.decide(change, one -> decisions.discard(one, wanted));
        }
        return tally.summary(tally.done);
    }
}
