package io.stationsync.demo;

import io.stationsync.demo.EditedRow.Side;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every edit that was made, and which of them got lost. Thread-safe.
 *
 * <p>Each value is written once, so it tells which edit wrote it. When nothing travels any more and both sides are equal,
 * each value that was ever committed must be
 *
 * <ul>
 *   <li>in the data, or
 *   <li>replaced or deleted by an edit that had read it under lock, at whichever side, or
 *   <li>kept in {@code sync_conflict}, in the row of the side that was overruled.
 * </ul>
 *
 * <p>An edit that replaced a value must in turn be found, so nothing gets out of sight. A delete writes no value. It is lost
 * if the row that it deleted ({@link EditedTable#BORN} tells it from a later one of the same key)
 *
 * <ul>
 *   <li>is seen at the center after the center has deleted it, by an operator or at the end, and no record keeps what was
 *       deleted (only a station's change may bring it back), or
 *   <li>is there at the end although the station has deleted it and has not seen it again since: what the station does not
 *       see it can't bring back, and nobody else may.
 * </ul>
 *
 * <p>So a book without lost edits proves that no committed edit went without a trace, and that each was overwritten only by
 * someone who knew of it or by a decision that is on record; not that each decision is the one that the table's policy names.
 * Of an edit whose commit was broken off nothing is demanded, but what it had read counts as replaced: what is lost there
 * can't be told from what never was.
 */
final class EditBook {
    private static final int SHOWN_BEFORE = 15;
    private static final int SHOWN_AFTER = 45;

    private final Map<RowAddress, List<Note>> notes = new HashMap<>();

    /** Whether a transaction is known to be committed. */
    enum Commit {
        DONE,
        /** The connection broke while it was committed. */
        MAYBE
    }

    private record Note(LocalTime time, Edit edit, Commit commit) {
        @Override
        public String toString() {
            return "%s %s%s"
                    .formatted(time.truncatedTo(ChronoUnit.MILLIS), edit, commit == Commit.MAYBE ? " (perhaps)" : "");
        }
    }

    /** @param what is missing, in words */
    record Lost(Edit edit, String what) {}

    /** Notes the edits of one transaction after its commit. A writer notes its transactions in their order. */
    synchronized void note(List<Edit> edits, Commit commit) {
        LocalTime now = LocalTime.now();
        edits.forEach(edit ->
                notes.computeIfAbsent(edit.row(), row -> new ArrayList<>()).add(new Note(now, edit, commit)));
    }

    /**
     * To be asked when all writers have stopped.
     *
     * @param rows the data by row; those that are gone are missing
     */
    synchronized List<Lost> lost(
            Map<RowAddress, Map<String, String>> rows, Map<RowAddress, List<StoredConflict>> conflicts) {
        List<Lost> lost = new ArrayList<>();
        notes.forEach((row, edits) -> {
            Map<String, String> data = rows.getOrDefault(row, Map.of());
            List<StoredConflict> stored = conflicts.getOrDefault(row, List.of());
            lost.addAll(lostValues(edits, data, stored));
            lost.addAll(lostDeletes(Side.CENTER, edits, data, stored));
            lost.addAll(lostDeletes(Side.STATION, edits, data, stored));
        });
        return lost;
    }

    private static List<Lost> lostValues(List<Note> notes, Map<String, String> data, List<StoredConflict> conflicts) {
        Set<String> found = new HashSet<>(data.values());
        notes.forEach(note -> found.addAll(note.edit().replaced().values()));
        List<Lost> lost = new ArrayList<>();
        for (Note note : notes) {
            if (note.commit() == Commit.DONE) {
                note.edit().written().forEach((column, value) -> {
                    if (!found.contains(value)
                            && conflicts.stream().noneMatch(conflict -> conflict.keeps(column, value))) {
                        lost.add(new Lost(note.edit(), "%s = '%s'".formatted(column, value)));
                    }
                });
            }
        }
        return lost;
    }

    private static List<Lost> lostDeletes(
            Side side, List<Note> notes, Map<String, String> data, List<StoredConflict> conflicts) {
        Map<String, Edit> deletes = new HashMap<>();
        List<Edit> undone = new ArrayList<>();
        for (Note note : notes) {
            Edit edit = note.edit();
            if (edit.side() == side) {
                @Nullable Edit seenAfter = edit.found().map(deletes::remove).orElse(null);
                if (seenAfter != null && side == Side.CENTER) {
                    undone.add(seenAfter);
                }
                if (edit.isDelete() && note.commit() == Commit.DONE) {
                    deletes.put(edit.found().orElseThrow(), edit);
                }
            }
        }
        @Nullable Edit thereAtTheEnd = deletes.get(data.getOrDefault(EditedTable.BORN, ""));
        if (thereAtTheEnd != null) {
            undone.add(thereAtTheEnd);
        }
        return undone.stream()
                .filter(delete -> side == Side.STATION || conflicts.stream().noneMatch(tellsOf(delete)))
                .map(delete -> new Lost(delete, "the delete"))
                .toList();
    }

    private static Predicate<StoredConflict> tellsOf(Edit delete) {
        Map<String, String> deleted = delete.replaced();
        return conflict -> conflict.tellsOfUndoneDelete(deleted);
    }

    /** Records of an undone delete that nobody at the center has made, in words. */
    synchronized List<String> unfounded(Map<RowAddress, List<StoredConflict>> conflicts) {
        List<String> unfounded = new ArrayList<>();
        conflicts.forEach((row, stored) -> {
            List<Map<String, String>> deleted = notes.getOrDefault(row, List.of()).stream()
                    .map(Note::edit)
                    .filter(edit -> edit.side() == Side.CENTER && edit.isDelete())
                    .map(Edit::replaced)
                    .toList();
            stored.stream()
                    .filter(conflict -> conflict.outcome().equals("row-restored"))
                    .filter(conflict -> deleted.stream().noneMatch(conflict::tellsOfUndoneDelete))
                    .forEach(conflict -> unfounded.add("%s: %s".formatted(row, conflict)));
        });
        return unfounded;
    }

    /** What was done to the row of an edit around it, one edit per line. */
    synchronized String history(Edit edit) {
        List<Note> all = notes.getOrDefault(edit.row(), List.of());
        int index = all.stream().map(Note::edit).toList().indexOf(edit);
        return all.subList(Math.max(0, index - SHOWN_BEFORE), Math.min(all.size(), index + SHOWN_AFTER)).stream()
                .map(Note::toString)
                .collect(Collectors.joining("\n"));
    }

    /** How many edits are noted. */
    synchronized long count(Commit commit) {
        return notes.values().stream()
                .flatMap(List::stream)
                .filter(note -> note.commit() == commit)
                .count();
    }
}
