package io.stationsync.center.send;

import io.stationsync.center.receive.InMemoryMaster;
import io.stationsync.center.send.Resend.Answer;
import io.stationsync.center.send.Unacknowledged.Message;
import io.stationsync.center.send.Unacknowledged.Place;
import io.stationsync.center.table.TablePolicy;
import io.stationsync.model.Columns;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;
import io.stationsync.model.StationCode;
import io.stationsync.model.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One station with two tables, the center, and what lies between them, in memory; one seed is one history. */
final class TwoSides {
    private static final StationCode STATION = new StationCode("ST001");
    private static final Columns COLUMNS = new Columns(List.of("id", "code", "a", "b"));
    private static final List<String> EDITABLE = List.of("a", "b");
    private static final int TABLES = 2;
    private static final int KEYS = 2;

    /** A row change or, with {@code change} null, a marker. */
    private record Logged(int table, @Nullable RowChange change, long seen, boolean applied) {}

    private record UpRecord(RowChange change, long seen) {}

    private record DownRecord(int table, Answer answer) {}

    /** What a heartbeat says: seen, once so many records of each table are applied. */
    private record Heartbeat(long seen, int[] sent) {}

    private final Random random;
    private final TablePolicy policy;
    private final StringBuilder history = new StringBuilder();
    private final double[] weights = new double[9];
    private long lastValue;

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
    private final Unacknowledged unacknowledged = new Unacknowledged();

    TwoSides(long seed, TablePolicy policy) {
        this.random = new Random(seed);
        this.policy = policy;
        for (int table = 0; table < TABLES; table++) {
            station.add(new HashMap<>());
            up.add(new ArrayList<>());
            master.add(new InMemoryMaster(TwoSides::key));
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
            default -> acknowledge();
        }
    }

    void deliverEverything() {
        heartbeat = null;
        do {
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
                && masterCaptured == masterLog.size();
    }

    private void editAtStation() {
        int table = random.nextInt(TABLES);
        Map<RowKey, Row> rows = station.get(table);
        Row row = row(random.nextInt(KEYS));
        RowKey key = key(row);
        Row before = rows.get(key);
        if (before == null) {
            if (random.nextDouble() < 0.6) {
                Row after = row.with(Map.of("a", fresh(), "b", fresh()));
                rows.put(key, after);
                stationLog.add(new Logged(table, RowChange.insert(after), 0, false));
            }
        } else if (random.nextDouble() < 0.15) {
            rows.remove(key);
            stationLog.add(new Logged(table, RowChange.delete(before), 0, false));
        } else {
            Row after = edited(before);
            if (!after.equals(before)) {
                rows.put(key, after);
                stationLog.add(new Logged(table, RowChange.update(before, after), 0, false));
            }
        }
    }

    private void editAtCenter() {
        int table = random.nextInt(TABLES);
        Map<RowKey, Row> rows = master.get(table).rows();
        Row row = row(random.nextInt(KEYS));
        RowKey key = key(row);
        Row before = rows.get(key);
        if (before == null) {
            return;
        }
        double x = random.nextDouble();
        if (x < 0.16) {
            rows.remove(key);
            masterLog.add(new Logged(table, RowChange.delete(before), 0, false));
        }
        if (x >= 0.12 && x < 0.16) {
            Row after = before.with(Map.of("a", fresh(), "b", fresh()));
            rows.put(key, after);
            masterLog.add(new Logged(table, RowChange.insert(after), 0, false));
        }
        if (x >= 0.16) {
            Row after = edited(before);
            if (!after.equals(before)) {
                rows.put(key, after);
                masterLog.add(new Logged(table, RowChange.update(before, after), 0, false));
            }
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
            up.get(logged.table()).add(new UpRecord(logged.change(), seen));
        }
    }

    private void applyAtStation(int most) {
        int from = stationApplied;
        while (stationApplied < down.size() && stationApplied - from < most) {
            DownRecord record = down.get(stationApplied++);
            Map<RowKey, Row> rows = station.get(record.table());
            RowChange change = record.answer().change();
            RowKey key = key(change.image());
            switch (change.op()) {
                case UPDATE -> rows.computeIfPresent(key, (k, row) -> named(row, record.answer()));
                case DELETE -> rows.remove(key);
                default -> rows.put(key, change.image());
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
        List<UpRecord> batch = List.copyOf(waiting.subList(0, Math.min(most, waiting.size())));
        if (batch.isEmpty()) {
            return;
        }
        upApplied[table] += batch.size();
        storedSeen[table] = batch.stream().mapToLong(UpRecord::seen).min().getAsLong();
        masterLog.add(new Logged(table, null, storedSeen[table], true));
        master.get(table)
                .apply(batch.stream().map(UpRecord::change).toList(), policy)
                .forEach(change -> masterLog.add(new Logged(table, change, 0, true)));
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
        RowKey key = key(logged.change().image());
        List<Message> open = unacknowledged.of(place, key);
        (logged.applied() ? Resend.forApplied(logged.change(), open) : Resend.forEdit(logged.change(), open))
                .ifPresent(answer -> {
                    down.add(new DownRecord(logged.table(), answer));
                    unacknowledged
                            .add(place, key, answer.change().op(), answer.columns())
                            .sentAs(down.size() - 1);
                });
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
                RowChange change = record.answer().change();
                unacknowledged
                        .add(
                                place(record.table()),
                                key(change.image()),
                                change.op(),
                                record.answer().columns())
                        .sentAs(offset);
            }
        }
    }

    private Row edited(Row row) {
        Row after = row;
        for (String column : EDITABLE) {
            if (random.nextBoolean()) {
                after = after.with(Map.of(column, random.nextBoolean() ? fresh() : Value.of(0)));
            }
        }
        return after;
    }

    private Value fresh() {
        return Value.of(++lastValue);
    }

    private static Place place(int table) {
        return new Place(STATION, "t" + table);
    }

    static RowKey key(Row row) {
        return RowKey.of(row.only(column -> !EDITABLE.contains(column)), List.of("id"), "code");
    }

    private static Row row(long id) {
        return Row.of(COLUMNS, Value.of(id), Value.of("ST001"), Value.of(0), Value.of(0));
    }

    Map<String, Map<String, Value>> stationRows() {
        return shown(station);
    }

    Map<String, Map<String, Value>> masterRows() {
        return shown(master.stream().map(InMemoryMaster::rows).toList());
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
