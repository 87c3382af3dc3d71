package io.stationsync.center.verify;

import io.stationsync.center.send.UnderWay;
import io.stationsync.center.verify.Difference.Kind;
import io.stationsync.center.verify.VerificationTable.Result;
import io.stationsync.model.RowKey;
import io.stationsync.wire.LoadArguments.Level;
import io.stationsync.wire.TravellingRange;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a verification knows so far. Rows whose digests differ are looked at; a row that differs then, without an edit that the
 * station has not seen, is a suspect; a suspect that differs in the same way at the next look is a difference. Confined to the
 * verifier's thread.
 */
final class Run {
    private static final int RANGES_AT_ONCE = 500;
    private static final int MOST_LOOKS = 8;

    private final int keptRows;
    private final List<TravellingRange> again = new ArrayList<>();
    private final List<TravellingRange> groups = new ArrayList<>();
    private final Map<RowKey, Difference> confirmed = new LinkedHashMap<>();
    private final Map<Kind, Long> beyond = new EnumMap<>(Kind.class);
    private Map<RowKey, Difference> suspects = new LinkedHashMap<>();
    private Map<RowKey, Difference> nextSuspects = new LinkedHashMap<>();
    private Map<RowKey, Difference> nextEdited = new LinkedHashMap<>();
    private Stage stage = Stage.DIGESTS;
    private int looks;
    private long rowsCompared;

    private enum Stage {
        DIGESTS,
        /** At the rows of the groups that differ. */
        FIRST_LOOK,
        /** At rows that differed, or were edited, at the look before. */
        FURTHER_LOOKS
    }

    /**
     * What the station is asked.
     *
     * @param look how many there were of rows that differed; 0 for what has not been looked at
     */
    record Question(Level level, List<TravellingRange> ranges, int look) {
        Question {
            ranges = List.copyOf(ranges);
        }
    }

    /** @param keptRows how many differing rows to keep; more are only counted */
    Run(int keptRows) {
        this.keptRows = keptRows;
    }

    static Question first() {
        return new Question(Level.DIGESTS, List.of(TravellingRange.WHOLE), 0);
    }

    long rowsCompared() {
        return rowsCompared;
    }

    /** The digests of so many rows have been compared. */
    void compared(long rows) {
        rowsCompared += rows;
    }

    /** The digests of a range could not be compared. */
    void compareAgain(TravellingRange range) {
        add(again, range);
    }

    /** The digests of a range differ. */
    void differs(TravellingRange range) {
        add(groups, range);
    }

    /** Joins it with the range before, if it goes on where that ends. */
    private static void add(List<TravellingRange> ranges, TravellingRange range) {
        int last = ranges.size() - 1;
        if (last >= 0
                && range.after() != null
                && range.after().equals(ranges.get(last).upTo())) {
            ranges.set(last, new TravellingRange(ranges.get(last).after(), range.upTo()));
        } else {
            ranges.add(range);
        }
    }

    /** @param unseen edits of the center that the station had not seen, by row */
    void looked(List<Difference> differences, Map<RowKey, UnderWay> unseen) {
        looked(differences, unseen.keySet());
    }

    private void looked(List<Difference> differences, Set<RowKey> edited) {
        for (Difference difference : differences) {
            RowKey key = difference.key();
            Difference before = suspects.get(key);
            if (edited.contains(key)) {
                keep(nextEdited, difference);
            } else if (before != null && before.isLike(difference)) {
                confirmed.put(key, difference);
            } else {
                keep(nextSuspects, difference);
            }
        }
    }

    private void keep(Map<RowKey, Difference> rows, Difference difference) {
        boolean full = confirmed.size() + nextSuspects.size() + nextEdited.size() >= keptRows;
        if (full && !rows.containsKey(difference.key())) {
            beyond.merge(difference.kind(), 1L, Long::sum);
        } else {
            rows.put(difference.key(), difference);
        }
    }

    /** The station has answered. @return what to ask next; empty if everything is known */
    Optional<Question> next() {
        if (!again.isEmpty()) {
            List<TravellingRange> ranges = List.copyOf(again);
            again.clear();
            return Optional.of(new Question(Level.DIGESTS, ranges, 0));
        }
        if (!groups.isEmpty()) {
            stage = Stage.FIRST_LOOK;
            List<TravellingRange> some = groups.subList(0, Math.min(RANGES_AT_ONCE, groups.size()));
            Question question = new Question(Level.ROWS, some, 0);
            some.clear();
            return Optional.of(question);
        }
        return stage == Stage.DIGESTS ? Optional.empty() : lookAgain();
    }

    private Optional<Question> lookAgain() {
        stage = Stage.FURTHER_LOOKS;
        looks++;
        if (looks >= MOST_LOOKS || nextSuspects.isEmpty() && nextEdited.isEmpty()) {
            return Optional.empty();
        }
        List<TravellingRange> ranges = new ArrayList<>();
        nextSuspects.values().forEach(row -> add(ranges, row.range()));
        nextEdited.values().forEach(row -> add(ranges, row.range()));
        suspects = nextSuspects;
        nextSuspects = new LinkedHashMap<>();
        nextEdited = new LinkedHashMap<>();
        return Optional.of(new Question(Level.ROWS, ranges, looks));
    }

    List<Difference> differences() {
        return List.copyOf(confirmed.values());
    }

    Result result() {
        long undecided = nextSuspects.size() + nextEdited.size();
        return new Result(rowsCompared, count(Kind.DIFFERING), count(Kind.MISSING), count(Kind.EXTRA), undecided);
    }

    private long count(Kind kind) {
        return beyond.getOrDefault(kind, 0L)
                + confirmed.values().stream().filter(row -> row.kind() == kind).count();
    }
}
