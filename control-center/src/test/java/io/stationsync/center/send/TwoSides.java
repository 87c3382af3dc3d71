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
import io.stationsync.wire.LoadMode;
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
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One station with two tables, the center, and what lies between them, in memory; one seed is one history. */
final class TwoSides {
    private static final StationCode STATION = new StationCode("ST001");
    private static final int TABLES = 2;
    private static final int KEYS = 2;

    /** A row change or, with {@code change} null, a marker, which at the station may ask for loads in which the center's rows count. */
    private record Logged(
            int table,
            @Nullable RowChange change,
            long seen,
            boolean applied,
            boolean again,
            boolean told,
            boolean asks) {
        Logged(int table, @Nullable RowChange change, long seen, boolean applied) {
            this(table, change, seen, applied, false, false, false);
        }
    }

    /** A change or, with {@code change} null, all rows of the table but those of which changes are set aside. */
    private record UpRecord(
            @Nullable RowChange change,
            Map<RowKey, Row> load,
            Set<RowKey> present,
            long seen,
            boolean again,
            LoadMode mode) {
        UpRecord(RowChange change, long seen, boolean again, LoadMode mode) {
            this(change, Map.of(), Set.of(), seen, again, mode);
        }
    }

    private record DownRecord(int table, Answer answer, boolean resent) {}

    /** What a heartbeat says: seen, once so many records of each table are applied. */
    private record Heartbeat(long seen, int[] sent) {}

    private final Random random;
    private final TablePolicy policy;
    private final StringBuilder history = new StringBuilder();
    private final double[] weights = new double[11 + Mishap.values().length];
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

    /** @param limit the most messages that the center remembers until they are acknowledged; 0: nor which rows they are for */
    TwoSides(long seed, TablePolicy policy, Habit habit, int limit, boolean quarantine, Set<Mishap> mishaps) {
        this.random = new Random(seed);
        this.policy = policy;
        this.quarantine = quarantine;
        this.edits = new RandomEdits(random, habit);
        this.unacknowledged = new Unacknowledged(limit, limit == 0 ? 0 : Long.MAX_VALUE, station -> {});
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
        for (Mishap mishap : Mishap.values()) {
            weights[11 + mishap.ordinal()] *= mishaps.contains(mishap) ? 0.3 : 0;
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
            case 10 -> retry();
            default -> happen(Mishap.values()[action - 11]);
        }
    }

    /** What may go wrong beyond crashes. */
    enum Mishap {
        RETURN_LOST,
        STATION_RESTORED,
        CENTER_RESTORED
    }

    /** Loads that must be, with whose rows count. */
    private final Map<Integer, LoadMode> wanted = new TreeMap<>();

    /** Tables of which the station's capture has met that such a load is asked for, in which the center's rows count. */
    private final Set<Integer> awaited = new HashSet<>();

    private @Nullable StationBackup stationBackup;
    private @Nullable CenterBackup centerBackup;

    private record StationBackup(List<Map<RowKey, Row>> rows) {}

    private record CenterBackup(List<Map<RowKey, Row>> rows, int[] applied, long[] seen) {}

    private void happen(Mishap mishap) {
        switch (mishap) {
            case RETURN_LOST -> loseMessages();
            case STATION_RESTORED -> {
                StationBackup backup = stationBackup;
                if (backup == null) {
                    stationBackup = new StationBackup(station.stream()
                            .map(rows -> (Map<RowKey, Row>) new HashMap<>(rows))
                            .toList());
                } else {
                    restoreStation(backup);
                }
            }
            case CENTER_RESTORED -> {
                CenterBackup backup = centerBackup;
                if (backup == null) {
                    centerBackup = new CenterBackup(
                            master.stream()
                                    .map(table -> (Map<RowKey, Row>) new HashMap<>(table.rows()))
                                    .toList(),
                            upApplied.clone(),
                            storedSeen.clone());
                } else {
                    restoreCenter(backup);
                }
            }
        }
    }

    /** Where the command for all rows lies between the messages; negative if there is none. */
    private int commandAt = -1;

    private void obey() {
        if (commandAt >= 0 && stationApplied >= commandAt) {
            commandAt = -1;
            want(LoadMode.STATION);
        }
    }

    /** Edits made between a restore and the agent's return, of which the center hears only by the next load. */
    private final List<Logged> unheard = new ArrayList<>();

    /** Nobody ever hears of what a message overwrites before the load. */
    private void overwrite(String row) {
        for (Logged logged : unheard) {
            RowChange change = Objects.requireNonNull(logged.change());
            if (row(logged.table(), change).equals(row)) {
                traces.gone(logged.table(), RandomEdits.key(change.image()), change);
            }
        }
    }

    private void want(LoadMode mode) {
        for (int table = 0; table < TABLES; table++) {
            wanted.merge(table, mode, (one, other) -> LoadMode.CENTER);
        }
    }

    /** The station goes on behind messages that are gone. */
    private void loseMessages() {
        int from = stationApplied;
        stationApplied = Math.min(down.size(), from + 1 + random.nextInt(3));
        if (stationApplied > from) {
            stationLog.add(new Logged(0, null, stationApplied - 1, false, false, false, true));
            want(LoadMode.CENTER);
            obey();
        }
    }

    /** The application writes before the agent is back, which goes on behind that. */
    private void restoreStation(StationBackup backup) {
        stationBackup = null;
        unheard.forEach(logged -> overwrite(row(logged.table(), Objects.requireNonNull(logged.change()))));
        unheard.clear();
        for (Logged logged : stationLog.subList(stationCaptured, stationLog.size())) {
            if (logged.change() != null) {
                traces.gone(logged.table(), RandomEdits.key(logged.change().image()), logged.change());
            }
        }
        stationLog.subList(stationCaptured, stationLog.size()).clear();
        for (int table = 0; table < TABLES; table++) {
            station.get(table).clear();
            station.get(table).putAll(backup.rows().get(table));
            awaited.add(table);
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            editAtStation();
        }
        // As far as the position says; what was applied behind it is applied again.
        stationApplied = (int) seen + 1;
        for (Logged logged : stationLog.subList(stationCaptured, stationLog.size())) {
            unheard.add(logged);
        }
        stationCaptured = stationLog.size();
        want(LoadMode.CENTER);
    }

    /** What the stations have sent since the backup is applied again, and edits of that time are at the station alone. */
    private void restoreCenter(CenterBackup backup) {
        centerBackup = null;
        for (int i = 0; i < masterLog.size(); i++) {
            Logged logged = masterLog.get(i);
            // Sent to nobody: not yet, or because inserts do not travel.
            if (logged.change() != null
                    && (i >= masterCaptured || logged.change().op() == Op.INSERT)) {
                traces.gone(logged.table(), RandomEdits.key(logged.change().image()), logged.change());
            }
        }
        masterCaptured = masterLog.size();
        for (int table = 0; table < TABLES; table++) {
            master.get(table).rows().clear();
            master.get(table).rows().putAll(backup.rows().get(table));
            upApplied[table] = backup.applied()[table];
            storedSeen[table] = backup.seen()[table];
            for (long id = 0; id < KEYS; id++) {
                // Whether the center had deleted a row is gone with the database that knew it.
                traces.undoneDelete(table, RandomEdits.key(RandomEdits.row(id)));
            }
        }
        onlyAtCenter.clear();
        restartCaptureAtCenter();
        commandAt = down.size();
        obey();
    }

    void deliverEverything() {
        heartbeat = null;
        do {
            retryAll();
            captureAtStation();
            for (int table : List.copyOf(wanted.keySet())) {
                load(table);
            }
            for (int table = 0; table < TABLES; table++) {
                applyAtCenter(table, 3);
            }
            captureAtCenter();
            applyAtStation(2);
        } while (!isQuiet());
    }

    boolean isQuiet() {
        return wanted.isEmpty()
                && commandAt < 0
                && stationCaptured == stationLog.size()
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
            if (logged.asks()) {
                IntStream.range(0, TABLES).forEach(awaited::add);
            }
        } else {
            String row = row(logged.table(), logged.change());
            if (unsentAtStation.containsKey(row) || isSetAside()) {
                unsentAtStation.computeIfAbsent(row, key -> new ArrayList<>()).add(logged.change());
            } else {
                up.get(logged.table()).add(new UpRecord(logged.change(), seen, false, mode(logged.table())));
            }
        }
    }

    private LoadMode mode(int table) {
        return awaited.contains(table) ? LoadMode.CENTER : LoadMode.STATION;
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
                .forEach(change -> up.get(table(row)).add(new UpRecord(change, seen, true, mode(table(row)))));
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
        load(random.nextInt(TABLES));
    }

    private void load(int table) {
        while (stationCaptured < stationLog.size()) {
            captureAtStation();
        }
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
        unheard.removeIf(logged -> logged.table() == table);
        awaited.remove(table);
        up.get(table)
                .add(new UpRecord(
                        null,
                        rows,
                        present,
                        seen,
                        false,
                        Objects.requireNonNullElse(wanted.remove(table), LoadMode.STATION)));
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
                overwrite(row);
            }
        }
        if (stationApplied > from) {
            stationLog.add(new Logged(0, null, stationApplied - 1, false));
        }
        obey();
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
            if (record.change() == null
                    || record.seen() != storedSeen[table]
                    || record.mode() != waiting.get(0).mode()) {
                break;
            }
            again |= record.again();
            batch.add(record.change());
        }
        upApplied[table] += batch.size();
        batch.forEach(change -> winners.arrivedAtCenter(table + "/" + RandomEdits.key(change.image())));
        log(table, master.get(table).apply(batch, policy, waiting.get(0).mode()), again);
    }

    private void log(int table, Applied applied, boolean again) {
        masterLog.add(new Logged(table, null, storedSeen[table], true));
        applied.binlog().forEach(change -> masterLog.add(new Logged(table, change, 0, true, again, false, false)));
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
        if (record.mode() == LoadMode.STATION) {
            log(table, master.get(table).load(record.load(), unseen, record.present(), policy), false);
            return;
        }
        List<Row> told = new ArrayList<>();
        log(table, master.get(table).reply(record.load(), unseen, record.present(), told), false);
        told.forEach(row -> masterLog.add(new Logged(table, RowChange.upsert(row), 0, true, false, true, false)));
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
        if (logged.told()) {
            onlyAtCenter.remove(logged.table() + "/" + key);
            down.add(new DownRecord(logged.table(), new Answer(logged.change(), List.of(), false), true));
            unacknowledged
                    .add(place, key, new Answer(logged.change(), List.of(), false))
                    .sentAs(down.size() - 1);
            return;
        }
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
