package io.stationsync.center.table;

import io.stationsync.database.Sql;
import io.stationsync.model.Column;
import io.stationsync.model.Columns;
import io.stationsync.model.SqlType;
import io.stationsync.model.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a master table must change to take every row of a station's table as it is, without losing anything that it has: columns
 * are added and widened, never dropped or narrowed.
 */
final class MasterChanges {
    /** How long a text must be that holds a number, a date or the like; more than enough. */
    private static final int WRITTEN = 100;

    private final TableSchema master;
    private final MasterColumns definitions;
    private final List<String> clauses = new ArrayList<>();
    private final List<String> followable = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private boolean mustFollow;
    private boolean mayFollow = true;

    private MasterChanges(TableSchema master, MasterColumns definitions) {
        this.master = master;
        this.definitions = definitions;
    }

    /**
     * Compares the tables.
     *
     * @param definitions of the master's columns
     * @param key the columns that identify a row
     * @param left columns that the station's table has had, or another station's table has: a row may come without them
     */
    static MasterChanges of(
            TableSchema master, MasterColumns definitions, TableSchema station, Columns key, Set<String> left) {
        MasterChanges changes = new MasterChanges(master, definitions);
        for (Column column : station.columns()) {
            Optional<Column> found = master.column(column.name());
            if (found.isEmpty()) {
                changes.add(column);
            } else if (!found.get().generated()) {
                changes.compare(found.get(), column, key.contains(column.name()));
            }
        }
        Predicate<String> absent = name -> station.column(name).isEmpty() && !key.contains(name);
        master.columns().stream()
                .filter(column -> absent.test(column.name()) && left.contains(column.name()))
                .filter(column -> !column.nullable() && column.defaultValue() == null && !column.generated())
                .forEach(changes::relax);
        return changes;
    }

    private void add(Column column) {
        String definition = MasterTableDdl.nullableDefinition(column);
        clauses.add("ADD COLUMN " + definition);
        followable.add("ADD COLUMN IF NOT EXISTS " + definition);
        problems.add("has no column " + column.name());
        mustFollow = true;
    }

    private void compare(Column mine, Column theirs, boolean isKey) {
        SqlType master = SqlType.parse(mine.type());
        SqlType station = SqlType.parse(theirs.type());
        TypeFit fit = TypeFit.of(master, station);
        Optional<SqlType> wider = fit == TypeFit.HOLDS ? Optional.empty() : TypeUnion.of(master, station);
        boolean stops = fit == TypeFit.CHANGES_SOME || fit == TypeFit.DIFFERENT;
        if (stops) {
            mustFollow = true;
            mayFollow &= wider.isPresent();
            problems.add("has %s %s where the station has %s, %s"
                    .formatted(
                            mine.name(),
                            mine.type(),
                            theirs.type(),
                            fit == TypeFit.DIFFERENT
                                    ? "another kind of value"
                                    : "so that values would be changed without a word"));
        }
        boolean opens = theirs.nullable() && !mine.nullable() && !isKey;
        if (stops && wider.isEmpty()) {
            clauses.add(definitions.modified(mine, forBoth(master, station), opens));
        } else if (wider.isPresent() || opens) {
            String clause = definitions.modified(mine, wider.orElse(null), opens);
            clauses.add(clause);
            followable.add(clause);
        }
    }

    /** What an operator may change the column to, so that both kinds of values can be kept. */
    private static SqlType forBoth(SqlType master, SqlType station) {
        SqlType text = SqlType.of("varchar", Math.max(WRITTEN, Math.max(length(master), length(station))));
        boolean written =
                TypeFit.of(text, master) != TypeFit.DIFFERENT && TypeFit.of(text, station) != TypeFit.DIFFERENT;
        boolean large = TypeSize.bytes(text) < Math.max(size(master), size(station));
        return !written ? station : large ? SqlType.of("longtext") : text;
    }

    private static int length(SqlType type) {
        return TypeSize.isCounted(type) ? type.size(0, 1) : 0;
    }

    private static long size(SqlType type) {
        return type.word().endsWith("text") ? TypeSize.bytes(type) : 0;
    }

    private void relax(Column column) {
        String clause = definitions.modified(column, null, true);
        clauses.add(clause);
        followable.add(clause);
        problems.add(
                "has %s NOT NULL without a default, which the station's rows do not have".formatted(column.name()));
        mustFollow = true;
    }

    /** No unique key of the table is over these columns: what to do about the one that it has is not for us to say. */
    void lackKey(Columns key) {
        clauses.add("ADD UNIQUE KEY (%s)".formatted(Sql.names(key.names())));
        problems.add("has no unique key over " + key);
        mustFollow = true;
        mayFollow = false;
    }

    /** Whether nothing of the station can be applied before the table is changed. */
    boolean mustStop() {
        return mustFollow;
    }

    /** The statement that widens the table; empty if there is nothing to widen, or widening is not enough. */
    Optional<String> statement() {
        // Fails rather than keep everybody waiting behind a lock that somebody else holds.
        return followable.isEmpty() || !mayFollow
                ? Optional.empty()
                : Optional.of(
                        "ALTER TABLE %s WAIT 3 %s".formatted(Sql.name(master.table()), String.join(", ", followable)));
    }

    /** For an operator: what is wrong and the statement that mends it. */
    String problem() {
        return "master table %s %s. Mend it with: ALTER TABLE %s %s;"
                .formatted(
                        master.table(),
                        String.join("; it ", problems),
                        Sql.name(master.table()),
                        String.join(", ", clauses));
    }
}
