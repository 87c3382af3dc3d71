package io.stationsync.center.send;

import io.stationsync.center.receive.InMemoryMaster;
import io.stationsync.center.receive.InMemoryMaster.Applied;
import io.stationsync.center.send.RandomEdits.Habit;
import io.stationsync.center.send.Resend.Answer;
import io.stationsync.center.send.Unacknowledged.Place;
import io.stationsync.center.table.TablePolicy;
import io.stationsync.model.Op;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;
import io.stationsync.model.StationCode;
import io.stationsync.model.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One station with two tables, the center, and what lies between them, in memory; one seed is one history. */
final class TwoSides {
    private static final StationCode STATION = new StationCode("ST001");
    private static final int TABLES = 2;
    private static final int KEYS = 2;

    /** A row change or, with {@code change} null, a marker. */
    private record Logged(int table, @Nullable RowChange change, long seen, boolean applied, boolean again) {
        Logged(int table, @Nullable RowChange change, long seen, boolean applied) {
            this(table, change, seen, applied, false);
        }
    }

    /** A change or, with {@code change} null, all rows of the table but those of which changes are set aside. */
    private record UpRecord(
            @Nullable RowChange change, Map<RowKey, Row> load, Set<RowKey> present, long seen, boolean again) {
        UpRecord(RowChange change, long seen, boolean again) {
            this(change, Map.of(), Set.of(), seen, again);
        }
    }

    private record DownRecord(int table, Answer answer, boolean resent) {}

    /** What a heartbeat says: seen, once so many records of each table are applied. */
    private record Heartbeat(long seen, int[] sent) {}

    private final Random random;
    private final TablePolicy policy;
    private final StringBuilder history = new StringBuilder();
    private final double[] weights = new double[11];
    private final RandomEdits edits;
    private final Traces traces = new Traces();
    private final Winners winners = new Winners();

    private final List<Map<RowKey, Row>> station = new ArrayList<>();
    private final List<Logged> stationLog = new ArrayList<>();
    private int stationCaptured;
    private int stationApplied;
    private long seen = -1;

    private final List<List<UpRecord>> up = new ArrayList<>();
    private final int[] upApplied = new int[TABLES];
    private final long[] storedSeen = {-1, -1};
    private @Nullable Heartbeat heartbeat;
    private final List<DownRecord> down = new ArrayList<>();

    private final List<InMemoryMaster> master = new ArrayList<>();
    private final List<Logged> masterLog = new ArrayList<>();
    private int masterCaptured;
    private final Unacknowledged unacknowledged;

    /** Whether changes are set aside at times: at each sender and where the station applies. */
    private final boolean quarantine;

    /** By table and row, in their order. */
    private final Map<String, List<RowChange>> unsentAtStation = new TreeMap<>();

    private final Map<String, List<DownRecord>> unsentAtCenter = new TreeMap<>();
    private final Map<String, List<DownRecord>> refusedAtStation = new TreeMap<>();

    /** Rows that were inserted at the center, which do not travel. */
    private final Set<String> onlyAtCenter = new HashSet<>();

    /** @param limit the most messages that the center remembers until they are acknowledged */
    TwoSides(long seed, TablePolicy policy, Habit habit, int limit, boolean quarantine) {
        this.random = new Random(seed);
        this.policy = policy;
        this.quarantine = quarantine;
        this.edits = new RandomEdits(random, habit);
        this.unacknowledged = new Unacknowledged(limit, station -> {});
        for (int table = 0; table < TABLES; table++) {
            station.add(new HashMap<>());
            up.add(new ArrayList<>());
            master.add(new InMemoryMaster(RandomEdits::key));
            for (Row row : edits.initialRows(KEYS)) {
                station.get(table).put(RandomEdits.key(row), row);
                master.get(table).rows().put(RandomEdits.key(row), row);
            }
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] = random.nextDouble() + 0.05;
        }
    }

    void live() {
        int steps = 5 + random.nextInt(115);
        for (int i = 0; i < steps; i++) {
            step(choose());
        }
    }

    private int choose() {
        double total = 0;
        for (double weight : weights) {
            total += weight;
        }
        double at = random.nextDouble() * total;
        for (int i = 0; i < weights.length; i++) {
            at -= weights[i];
            if (at <= 0) {
                return i;
            }
        }
        return 0;
    }

    private void step(int action) {
        history.append(action);
        switch (action) {
            case 0 -> editAtStation();
            case 1 -> editAtCenter();
            case 2 -> captureAtStation();
            case 3 -> applyAtStation(1 + random.nextInt(3));
            case 4 -> applyAtCenter(random.nextInt(TABLES), 1 + random.nextInt(4));
            case 5 -> captureAtCenter();
            case 6 -> restartCaptureAtCenter();
            case 7 ->
                heartbeat = new Heartbeat(
                        seen, new int[] {up.get(0).size(), up.get(1).size()});
            case 8 -> acknowledge();
            case 9 -> loadAtStation();
            default -> retry();
        }
    }

    void deliverEverything() {
        heartbeat = null;
        do {
            retryAll();
            captureAtStation();
            for (int table = 0; table < TABLES; table++) {
                applyAtCenter(table, 3);
            }
            captureAtCenter();
            applyAtStation(2);
        } while (!isQuiet());
    }

    boolean isQuiet() {
        return stationCaptured == stationLog.size()
                && stationApplied == down.size()
                && upApplied[0] == up.get(0).size()
                && upApplied[1] == up.get(1).size()
                && unsentAtStation.isEmpty()
                && unsentAtCenter.isEmpty()
                && refusedAtStation.isEmpty()
                && masterCaptured == masterLog.size();
    }

    private void editAtStation() {
        int table = random.nextInt(TABLES);
        RowKey key = randomKey();
        for (RowChange change : edits.atStation(id(key), station.get(table).get(key))) {
            write(station.get(table), key, change);
            stationLog.add(new Logged(table, change, 0, false));
            traces.edit(table, key, change, false);
            winners.editAtStation(table + "/" + key, change.image());
        }
    }

    private void editAtCenter() {
        int table = random.nextInt(TABLES);
        RowKey key = randomKey();
        Map<RowKey, Row> rows = master.get(table).rows();
        for (RowChange change : edits.atCenter(id(key), rows.get(key))) {
            write(rows, key, change);
            masterLog.add(new Logged(table, change, 0, false));
            traces.edit(table, key, change, true);
            winners.editAtCenter(table + "/" + key, change.image());
        }
    }

    private RowKey randomKey() {
        return RandomEdits.key(RandomEdits.row(random.nextInt(KEYS)));
    }

    private static long id(RowKey key) {
        return ((Value.Int) key.values().get("id")).value();
    }

    private static void write(Map<RowKey, Row> rows, RowKey key, RowChange change) {
        if (change.after() == null) {
            rows.remove(key);
        } else {
            rows.put(key, change.after());
        }
    }

    private void captureAtStation() {
        if (stationCaptured == stationLog.size()) {
            return;
        }
        Logged logged = stationLog.get(stationCaptured++);
        if (logged.change() == null) {
            seen = logged.seen();
        } else {
            String row = row(logged.table(), logged.change());
            if (unsentAtStation.containsKey(row) || isSetAside()) {
                unsentAtStation.computeIfAbsent(row, key -> new ArrayList<>()).add(logged.change());
            } else {
                up.get(logged.table()).add(new UpRecord(logged.change(), seen, false));
            }
        }
    }

    private static String row(int table, RowChange change) {
        return table + "/" + RandomEdits.key(change.image());
    }

    private static int table(String row) {
        return Integer.parseInt(row.substring(0, row.indexOf('/')));
    }

    private boolean delivering;

    private boolean isSetAside() {
        return quarantine && !delivering && random.nextInt(6) == 0;
    }

    /** An operator has one row that is set aside somewhere tried again. */
    private void retry() {
        List<Map<String, ?>> places = List.of(unsentAtStation, unsentAtCenter, refusedAtStation);
        int place = random.nextInt(places.size());
        List<String> rows = List.copyOf(places.get(place).keySet());
        if (rows.isEmpty()) {
            return;
        }
        String row = rows.get(random.nextInt(rows.size()));
        switch (place) {
            case 0 -> sendFromStation(row);
            case 1 -> sendFromCenter(row);
            default -> writeAtStation(row);
        }
    }

    private void retryAll() {
        delivering = true;
        List.copyOf(unsentAtStation.keySet()).forEach(this::sendFromStation);
        List.copyOf(unsentAtCenter.keySet()).forEach(this::sendFromCenter);
        List.copyOf(refusedAtStation.keySet()).forEach(this::writeAtStation);
    }

    private void sendFromStation(String row) {
        Objects.requireNonNull(unsentAtStation.remove(row))
                .forEach(change -> up.get(table(row)).add(new UpRecord(change, seen, true)));
    }

    private void sendFromCenter(String row) {
        for (DownRecord message : Objects.requireNonNull(unsentAtCenter.remove(row))) {
            down.add(message);
            RowKey key = RandomEdits.key(message.answer().change().image());
            unacknowledged
                    .release(place(message.table()), key, message.answer())
                    .sentAs(down.size() - 1);
        }
    }

    /** The retry is a change made at the station. */
    private void writeAtStation(String row) {
        Map<RowKey, Row> rows = station.get(table(row));
        for (DownRecord message : Objects.requireNonNull(refusedAtStation.remove(row))) {
            RowKey key = RandomEdits.key(message.answer().change().image());
            Row before = rows.get(key);
            write(rows, key, message.answer());
            Row after = rows.get(key);
            if (!Objects.equals(before, after)) {
                RowChange change = before == null
                        ? RowChange.insert(Objects.requireNonNull(after))
                        : after == null ? RowChange.delete(before) : RowChange.update(before, after);
                stationLog.add(new Logged(table(row), change, 0, false));
            }
        }
    }

    private static void write(Map<RowKey, Row> rows, RowKey key, Answer answer) {
        switch (answer.change().op()) {
            case UPDATE -> rows.computeIfPresent(key, (k, row) -> named(row, answer));
            case DELETE -> rows.remove(key);
            default -> rows.put(key, answer.change().image());
        }
    }

    /** A snapshot lies between two transactions, and its rows are sent there. */
    private void loadAtStation() {
        while (stationCaptured < stationLog.size()) {
            captureAtStation();
        }
        int table = random.nextInt(TABLES);
        Map<RowKey, Row> rows = new HashMap<>(station.get(table));
        rows.keySet().removeIf(key -> {
            List<RowChange> queue = unsentAtStation.get(table + "/" + key);
            if (queue != null) {
                queue.add(
                        RowChange.load(Objects.requireNonNull(station.get(table).get(key))));
            }
            return queue != null;
        });
        Set<RowKey> present = new HashSet<>(station.get(table).keySet());
        up.get(table).add(new UpRecord(null, rows, present, seen, false));
    }

    private void applyAtStation(int most) {
        int from = stationApplied;
        while (stationApplied < down.size() && stationApplied - from < most) {
            DownRecord record = down.get(stationApplied++);
            Map<RowKey, Row> rows = station.get(record.table());
            RowChange change = record.answer().change();
            RowKey key = RandomEdits.key(change.image());
            if (!record.resent()) {
                winners.arrivedAtStation(record.table() + "/" + key);
            }
            String row = row(record.table(), change);
            if (refusedAtStation.containsKey(row) || isSetAside()) {
                refusedAtStation.computeIfAbsent(row, k -> new ArrayList<>()).add(record);
            } else {
                write(rows, key, record.answer());
            }
        }
        if (stationApplied > from) {
            stationLog.add(new Logged(0, null, stationApplied - 1, false));
        }
    }

    private static Row named(Row row, Answer answer) {
        Map<String, Value> values = new HashMap<>();
        answer.columns()
                .forEach(column -> values.put(column, answer.change().image().get(column)));
        return row.with(values);
    }

    private void applyAtCenter(int table, int most) {
        List<UpRecord> waiting =
                up.get(table).subList(upApplied[table], up.get(table).size());
        if (waiting.isEmpty()) {
            return;
        }
        if (waiting.get(0).change() == null) {
            applyLoad(table, waiting.get(0));
            return;
        }
        storedSeen[table] = waiting.get(0).seen();
        List<RowChange> batch = new ArrayList<>();
        boolean again = false;
        for (UpRecord record : waiting.subList(0, Math.min(most, waiting.size()))) {
            if (record.change() == null || record.seen() != storedSeen[table]) {
                break;
            }
            again |= record.again();
            batch.add(record.change());
        }
        upApplied[table] += batch.size();
        batch.forEach(change -> winners.arrivedAtCenter(table + "/" + RandomEdits.key(change.image())));
        log(table, master.get(table).apply(batch, policy), again);
    }

    private void log(int table, Applied applied, boolean again) {
        masterLog.add(new Logged(table, null, storedSeen[table], true));
        applied.binlog().forEach(change -> masterLog.add(new Logged(table, change, 0, true, again)));
        applied.conflicts().forEach(conflict -> traces.conflict(table, conflict));
    }

    /** The capture is asked first what the station has not seen, and answers when it has read all edits until then. */
    private void applyLoad(int table, UpRecord record) {
        while (masterCaptured < masterLog.size()) {
            captureAtCenter();
        }
        upApplied[table]++;
        storedSeen[table] = record.seen();
        Map<RowKey, UnderWay> unseen = new HashMap<>();
        for (RowKey key : record.load().keySet()) {
            unseen.put(key, unacknowledged.of(place(table), key, record.seen()));
        }
        log(table, master.get(table).load(record.load(), unseen, record.present(), policy), false);
    }

    private void acknowledge() {
        Heartbeat word = heartbeat;
        if (word == null) {
            return;
        }
        for (int table = 0; table < TABLES; table++) {
            if (word.seen() > storedSeen[table] && upApplied[table] >= word.sent()[table]) {
                storedSeen[table] = word.seen();
                masterLog.add(new Logged(table, null, word.seen(), true));
            }
        }
    }

    private void captureAtCenter() {
        if (masterCaptured == masterLog.size()) {
            return;
        }
        Logged logged = masterLog.get(masterCaptured++);
        Place place = place(logged.table());
        if (logged.change() == null) {
            unacknowledged.acknowledge(place, logged.seen());
            return;
        }
        RowKey key = RandomEdits.key(logged.change().image());
        UnderWay known = unacknowledged.of(place, key);
        UnderWay underWay = logged.again() ? known.doubted() : known;
        if (logged.applied() && Resend.undoesDelete(logged.change(), underWay)) {
            traces.undoneDelete(logged.table(), key);
        }
        Optional<Answer> answer = logged.applied()
                ? Resend.forApplied(key, logged.change(), underWay, policy.merge())
                : Resend.forEdit(key, logged.change(), () -> underWay, policy.merge());
        answer.ifPresent(message -> {
            DownRecord record = new DownRecord(logged.table(), message, logged.applied());
            String row = row(logged.table(), message.change());
            if (unsentAtCenter.containsKey(row) || isSetAside()) {
                unsentAtCenter.computeIfAbsent(row, k -> new ArrayList<>()).add(record);
                unacknowledged.setAside(place, key, message);
            } else {
                down.add(record);
                unacknowledged.add(place, key, message).sentAs(down.size() - 1);
            }
        });
        if (logged.change().op() == Op.INSERT && !logged.applied() && !isUpsert(answer)) {
            onlyAtCenter.add(logged.table() + "/" + key);
        } else if (logged.applied() || logged.change().op() == Op.DELETE) {
            onlyAtCenter.remove(logged.table() + "/" + key);
        }
    }

    private static boolean isUpsert(Optional<Answer> answer) {
        return answer.filter(message -> message.change().op() == Op.UPSERT).isPresent();
    }

    /** Rebuilds the map from the return topic and the acknowledgements that were saved with the position. */
    private void restartCaptureAtCenter() {
        long[] acknowledged = {unacknowledged.seen(place(0)), unacknowledged.seen(place(1))};
        unacknowledged.clear();
        for (int table = 0; table < TABLES; table++) {
            unacknowledged.acknowledge(place(table), acknowledged[table]);
        }
        for (int offset = 0; offset < down.size(); offset++) {
            DownRecord record = down.get(offset);
            if (offset > acknowledged[record.table()]) {
                unacknowledged
                        .add(
                                place(record.table()),
                                RandomEdits.key(record.answer().change().image()),
                                record.answer())
                        .sentAs(offset);
            }
        }
        rememberUnsent();
    }

    /** What was set aside is with the position too. */
    private void rememberUnsent() {
        unsentAtCenter
                .values()
                .forEach(messages -> messages.forEach(message -> unacknowledged.setAside(
                        place(message.table()),
                        RandomEdits.key(message.answer().change().image()),
                        message.answer())));
    }

    private static Place place(int table) {
        return new Place(STATION, "t" + table);
    }

    /** Edits that are neither visible nor replaced knowingly nor among the conflicts. */
    Set<String> lost() {
        return traces.lost(masters());
    }

    /** Rows that are not as the policy's winner left them, where rows are only updated. */
    List<String> wrongWinners() {
        List<String> wrong = new ArrayList<>();
        winners.under(policy).forEach((row, winner) -> {
            int table = Integer.parseInt(row.substring(0, row.indexOf('/')));
            Row visible = master.get(table).rows().get(RandomEdits.key(winner));
            if (visible == null || !visible.equals(winner)) {
                wrong.add(
                        "%s is %s, not %s".formatted(row, visible == null ? "gone" : visible.toMap(), winner.toMap()));
            }
        });
        return wrong;
    }

    private List<Map<RowKey, Row>> masters() {
        return master.stream().map(InMemoryMaster::rows).toList();
    }

    Map<String, Map<String, Value>> stationRows() {
        return shown(station);
    }

    Map<String, Map<String, Value>> masterRows() {
        Map<String, Map<String, Value>> shown = shown(masters());
        // One that the station has inserted too, with the same values, is a row of both.
        Set<String> both = stationRows().keySet();
        shown.keySet().removeIf(row -> onlyAtCenter.contains(row) && !both.contains(row));
        return shown;
    }

    private static Map<String, Map<String, Value>> shown(List<Map<RowKey, Row>> tables) {
        Map<String, Map<String, Value>> shown = new TreeMap<>();
        for (int table = 0; table < tables.size(); table++) {
            int number = table;
            tables.get(table).forEach((key, row) -> shown.put(number + "/" + key, row.toMap()));
        }
        return shown;
    }

    String history() {
        return history.toString();
    }
}
