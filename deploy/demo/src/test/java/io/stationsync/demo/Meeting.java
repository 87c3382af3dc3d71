package io.stationsync.demo;

import static io.stationsync.demo.Tables.delete;
import static io.stationsync.demo.Tables.insert;
import static io.stationsync.demo.Tables.update;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Edits of one row at both sides that know nothing of each other. The row has the text {@code 0}, the note {@code 0} and the
 * stamp 08:00 before.
 *
 * @param name a sentence
 * @param ending how it must end, by table
 */
record Meeting(String name, Edits atStation, Edits atCenter, Function<PolicyTable, Ending> ending) {

    /** The only station that takes part. */
    static final String STATION = "ST001";

    /** Edits of one row, as statements made from its table and id. */
    interface Edits extends BiFunction<PolicyTable, Long, List<String>> {
        /** These and then the others. */
        default Edits then(Edits others) {
            return (table, id) -> Stream.of(this, others)
                    .flatMap(edits -> edits.apply(table, id).stream())
                    .toList();
        }
    }

    /**
     * How a meeting ends.
     *
     * @param row as {@link #select} shows it at both sides, or {@link #GONE}
     * @param conflicts how many are counted and stored
     */
    record Ending(String row, int conflicts) {}

    private static final String GONE = "gone";

    /** What the row is to be compared by: text, note and the hour of the stamp. */
    static String select(PolicyTable table, long id) {
        return "SELECT CONCAT_WS('|', IFNULL(text, 'null'), note, IFNULL(HOUR(modify_date), '-')) FROM %s WHERE id = %d"
                .formatted(table, id);
    }

    /** What the row shows there. */
    static String shown(Database database, PolicyTable table, long id) {
        return database.query(select(table, id)).stream()
                .map(row -> String.valueOf(row.values().iterator().next()))
                .findFirst()
                .orElse(GONE);
    }

    static final List<Meeting> ALL = Stream.of(updates(), stamps(), columns(), existence())
            .flatMap(List::stream)
            .toList();

    private static List<Meeting> updates() {
        return List.of(
                new Meeting("an edit at the station reaches the center", texts("e"), nothing(), always("e", 0)),
                new Meeting("an edit at the center reaches the station", nothing(), texts("c"), always("c", 0)),
                new Meeting("the policy decides about a column edited at both", texts("e"), texts("c"), winner(1, 1)),
                new Meeting(
                        "the station's edit wins over edits at the center that return to what the station saw",
                        texts("2"),
                        texts("1", "0"),
                        always("2", 0)),
                new Meeting("the same edit at both is no conflict", texts("x"), texts("x"), always("x", 0)),
                new Meeting(
                        "the policy decides about several edits at both",
                        texts("e1", "e2", "e"),
                        texts("c1", "c"),
                        winner(3, 1)),
                new Meeting(
                        "the policy decides when the station returns to the value before",
                        texts("e", "0"),
                        texts("c"),
                        table -> table.stationWins() ? text("0", 1) : text("c", 2)),
                new Meeting(
                        "the policy decides about a NULL",
                        sets("text = NULL"),
                        texts("c"),
                        table -> text(table.stationWins() ? "null" : "c", 1)));
    }

    private static List<Meeting> stamps() {
        return List.of(
                new Meeting(
                        "the newer row is the station's",
                        sets("text = 'e', " + stamp(12)),
                        sets("text = 'c', " + stamp(11)),
                        table -> table.stationWins() || table.newestWins()
                                ? new Ending("e|0|12", 1)
                                : new Ending("c|0|11", 1)),
                new Meeting(
                        "the newer row is the center's",
                        sets("text = 'e', " + stamp(11)),
                        sets("text = 'c', " + stamp(12)),
                        table -> table.stationWins() ? new Ending("e|0|11", 1) : new Ending("c|0|12", 1)),
                new Meeting(
                        "equal stamps leave it to the center",
                        sets("text = 'e', " + stamp(11)),
                        sets("text = 'c', " + stamp(11)),
                        table -> table.stationWins() ? new Ending("e|0|11", 1) : new Ending("c|0|11", 1)),
                new Meeting(
                        "a row without a stamp is older than any",
                        sets("text = 'e', " + stamp(11)),
                        sets("text = 'c', modify_date = NULL"),
                        table -> table.stationWins() || table.newestWins()
                                ? new Ending("e|0|11", 1)
                                : new Ending("c|0|-", 1)),
                new Meeting(
                        "a stamp of both becomes the later one without a conflict where it decides",
                        sets("note = 's', " + stamp(12)),
                        sets("text = 'c', " + stamp(11)),
                        Meeting::mergedStamps));
    }

    private static Ending mergedStamps(PolicyTable table) {
        if (table.byRow()) {
            return table.stationWins() || table.newestWins() ? new Ending("0|s|12", 1) : new Ending("c|0|11", 1);
        }
        if (table.newestWins()) {
            return new Ending("c|s|12", 0);
        }
        return table.stationWins() ? new Ending("c|s|12", 1) : new Ending("c|s|11", 1);
    }

    private static List<Meeting> columns() {
        return List.of(
                new Meeting(
                        "edits of different columns are merged, or one of the rows stays whole",
                        sets("note = 's'"),
                        texts("c"),
                        table -> !table.byRow()
                                ? new Ending("c|s|8", 0)
                                : table.stationWins() ? new Ending("0|s|8", 1) : new Ending("c|0|8", 1)),
                new Meeting(
                        "a further column that the station edited goes with its row or is merged",
                        sets("text = 'e', note = 's'"),
                        texts("c"),
                        table -> table.stationWins()
                                ? new Ending("e|s|8", 1)
                                : table.byRow() ? new Ending("c|0|8", 1) : new Ending("c|s|8", 1)),
                new Meeting(
                        "a further column that the center edited goes with its row or is merged",
                        texts("e"),
                        sets("text = 'c', note = 'm'"),
                        table -> !table.stationWins()
                                ? new Ending("c|m|8", 1)
                                : table.byRow() ? new Ending("e|0|8", 1) : new Ending("e|m|8", 1)));
    }

    private static List<Meeting> existence() {
        return List.of(
                new Meeting(
                        "a row deleted at the station and edited at the center is gone",
                        deletes(),
                        texts("c"),
                        gone(1, 1)),
                new Meeting(
                        "a row edited at the station and deleted at the center is back",
                        texts("e"),
                        deletes(),
                        always("e", 1)),
                new Meeting(
                        "a row edited several times at the station and deleted at the center is back once",
                        texts("e1", "e2", "e"),
                        deletes(),
                        always("e", 1)),
                new Meeting("a row deleted at both is gone", deletes(), deletes(), gone(0, 0)),
                new Meeting(
                        "a delete that the center undoes leaves the row",
                        nothing(),
                        again("undone"),
                        always("undone", 0)),
                new Meeting(
                        "the policy decides about a row that the center deleted and inserted again",
                        texts("e"),
                        again("c"),
                        winner(1, 1)),
                new Meeting(
                        "a row is back that the center edited, deleted, inserted and deleted",
                        texts("e"),
                        texts("c1").then(again("c2")).then(deletes()),
                        always("e", 1)),
                new Meeting(
                        "a row deleted at the station is gone though the center deleted and inserted it again",
                        deletes(),
                        again("c"),
                        gone(1, 1)),
                new Meeting(
                        "a row edited and deleted at the station is gone, and both edits are kept",
                        texts("e").then(deletes()),
                        texts("c"),
                        gone(2, 1)),
                new Meeting(
                        "a row that the station deleted and inserted again is the station's",
                        again("again"),
                        texts("c"),
                        always("again", 1)),
                new Meeting(
                        "a row that both deleted and inserted again is the station's",
                        again("again").then(again("and again")),
                        again("c1").then(again("c2")),
                        always("and again", 1)),
                new Meeting(
                        "a row that the station gave another key is gone under the old one",
                        (table, id) -> List.of(update(table.toString(), id, "id = id + 500000")),
                        texts("c"),
                        gone(1, 1)),
                new Meeting(
                        "a row that the center deleted while the station gave it another key has the new one",
                        (table, id) -> List.of(
                                update(table.toString(), id, "id = id + 500000, text = 'moved'"),
                                update(table.toString(), id + 500_000, "id = " + id)),
                        deletes(),
                        always("moved", 1)));
    }

    private static Edits nothing() {
        return (table, id) -> List.of();
    }

    private static Edits sets(String assignments) {
        return (table, id) -> List.of(update(table.toString(), id, assignments));
    }

    private static Edits texts(String... texts) {
        return Stream.of(texts)
                .map(text -> sets("text = '" + text + "'"))
                .reduce(Edits::then)
                .orElseThrow();
    }

    private static Edits deletes() {
        return (table, id) -> List.of(delete(table.toString(), id));
    }

    private static Edits again(String text) {
        return (table, id) -> List.of(delete(table.toString(), id), insert(table.toString(), STATION, id, text));
    }

    private static String stamp(int hour) {
        return "modify_date = '2026-11-21 %d:00:00'".formatted(hour);
    }

    private static Ending text(String text, int conflicts) {
        return new Ending(text + "|0|8", conflicts);
    }

    private static Function<PolicyTable, Ending> always(String text, int conflicts) {
        return table -> text(text, conflicts);
    }

    /** Where the station wins its text is {@code e}, otherwise the center's is {@code c}. */
    private static Function<PolicyTable, Ending> winner(int conflicts, int conflictsWhereStationWins) {
        return table -> table.stationWins() ? text("e", conflictsWhereStationWins) : text("c", conflicts);
    }

    private static Function<PolicyTable, Ending> gone(int conflicts, int conflictsWhereStationWins) {
        return table -> new Ending(GONE, table.stationWins() ? conflictsWhereStationWins : conflicts);
    }
}
