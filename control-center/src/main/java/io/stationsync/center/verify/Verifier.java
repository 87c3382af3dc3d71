package io.stationsync.center.verify;

import io.stationsync.center.command.CommandTable;
import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.fleet.Station;
import io.stationsync.center.send.UnderWay;
import io.stationsync.center.verify.Run.Question;
import io.stationsync.center.verify.VerificationTable.Result;
import io.stationsync.database.Rollback;
import io.stationsync.database.SqlFailures;
import io.stationsync.engine.Deadline;
import io.stationsync.engine.EngineException;
import io.stationsync.engine.EngineStatus;
import io.stationsync.engine.Failures;
import io.stationsync.engine.State;
import io.stationsync.engine.Stop;
import io.stationsync.model.RowKey;
import io.stationsync.model.StationCode;
import io.stationsync.wire.LoadArguments;
import io.stationsync.wire.RangeReport;
import io.stationsync.wire.StationCommand.Kind;
import io.stationsync.wire.StatusRecords.TableLoad;
import io.stationsync.wire.TravellingRange;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads verifications: asks the stations, compares what they say, and asks again until it is known which rows differ. What it
 * knows of a verification under way is in memory: after a restart that verification begins anew.
 */
public final class Verifier {
    private static final Logger log = LoggerFactory.getLogger(Verifier.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration CAPTURE_PATIENCE = Duration.ofSeconds(20);

    /** A station that is silent for so long does not keep others from being verified. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private static final Duration LONGEST_SILENCE = Duration.ofHours(24);
    private static final int MOST_AT_ONCE = 2;
    private static final String INCOMPLETE = "what the station has said did not arrive completely";

    private final DataSource dataSource;
    private final Fleet fleet;
    private final Looks looks;
    private final VerificationResults results;
    private final Schedules schedules;
    private final int keptRows;
    private final BooleanSupplier fenced;
    private final EngineStatus status;
    private final Clock clock;
    /** Changed by the verifier's thread. */
    private final Map<Long, Open> running = new ConcurrentHashMap<>();

    private Deadline nextTick = Deadline.now();

    /** A verification that runs. */
    private static final class Open {
        private final Verification verification;
        private final Run run;
        private volatile Instant heardAt;
        private @Nullable Question next;
        private Deadline due = Deadline.now();
        /** What the station was asked with; 0 for nothing. */
        private long command;

        /** What the station's last load of the table was when it was asked; null if it had not told of one. */
        private @Nullable TableLoad loadBefore;

        private Coverage coverage = new Coverage(List.of(TravellingRange.WHOLE));

        private Open(Verification verification, Run run, Instant now) {
            this.verification = verification;
            this.run = run;
            this.heardAt = now;
            this.next = Run.first();
        }

        private boolean isSilent(Instant now) {
            return Duration.between(heardAt, now).compareTo(SILENCE) > 0;
        }
    }

    /**
     * Leads none yet.
     *
     * @param keptRows how many differing rows of a verification to keep; more are only counted
     * @param fenced whether another process has taken over the center
     */
    Verifier(
            DataSource dataSource,
            Fleet fleet,
            Looks looks,
            VerificationResults results,
            Schedules schedules,
            int keptRows,
            BooleanSupplier fenced,
            EngineStatus status,
            Clock clock) {
        this.dataSource = dataSource;
        this.fleet = fleet;
        this.looks = looks;
        this.results = results;
        this.schedules = schedules;
        this.keptRows = keptRows;
        this.fenced = fenced;
        this.status = status;
        this.clock = clock;
    }

    /** One session, see {@link io.stationsync.engine.Engine.Session}. */
    public void run(Stop stop) throws Exception {
        running.clear();
        looks.clear();
        try {
            try (Connection connection = dataSource.getConnection()) {
                results.restore(VerificationTable.lastDone(connection));
            }
            while (!stop.isRequested()) {
                Look look = looks.next(POLL);
                if (look != null) {
                    take(look);
                }
                if (nextTick.hasPassed()) {
                    tick();
                    nextTick = Deadline.in(TICK);
                }
                ask();
                status.set(State.RUNNING);
            }
        } catch (SQLException e) {
            throw new EngineException(State.RETRYING, "database: " + SqlFailures.describe(e), e);
        }
    }

    /** Whether it runs and its station speaks. May be called by any thread. */
    public boolean isSpeaking(long verification) {
        Open one = running.get(verification);
        return one != null && !one.isSilent(clock.instant());
    }

    private void tick() throws SQLException, EngineException {
        if (fenced.getAsBoolean()) {
            throw new EngineException(State.FENCED, "another process has taken over the center; see capture");
        }
        try (Connection connection = dataSource.getConnection()) {
            schedules.request(connection);
            Map<Long, Verification> open = VerificationTable.open(connection).stream()
                    .collect(Collectors.toMap(Verification::id, Function.identity()));
            // Others were cancelled.
            for (Long id : List.copyOf(running.keySet())) {
                if (!open.containsKey(id)) {
                    forget(id);
                }
            }
            for (Open one : List.copyOf(running.values())) {
                Optional<String> refusal = CommandTable.refusal(connection, one.command);
                if (looks.takeLoss(one.verification.station(), one.verification.table())) {
                    beginAnew(one.verification, INCOMPLETE);
                } else if (isLoadedAnew(one)) {
                    beginAnew(
                            one.verification,
                            "the station loads the table, and may not have heard what it was asked before that");
                } else if (refusal.isPresent()) {
                    fail(one.verification, "the command to verify was refused: " + refusal.get());
                } else if (Duration.between(one.heardAt, clock.instant()).compareTo(LONGEST_SILENCE) > 0) {
                    fail(
                            one.verification,
                            "the station has not answered for %d h. See that its agent runs and reaches Kafka, then verify again"
                                    .formatted(LONGEST_SILENCE.toHours()));
                }
            }
            open.values().stream()
                    .sorted(Comparator.comparingLong(Verification::id))
                    .filter(this::mayBegin)
                    .findFirst()
                    .ifPresent(this::begin);
        }
    }

    /** Whatever makes a station load its tables may have taken the command with it. */
    private boolean isLoadedAnew(Open one) {
        Verification verification = one.verification;
        @Nullable TableLoad load = load(verification);
        @Nullable TableLoad before = one.loadBefore;
        if (one.next != null || load == null) {
            return false;
        }
        one.loadBefore = load;
        return before != null && (before.request() != load.request() || before.beganMs() != load.beganMs());
    }

    private @Nullable TableLoad load(Verification verification) {
        return fleet.station(new StationCode(verification.station()))
                .map(station -> station.heartbeat().loads().get(verification.table()))
                .orElse(null);
    }

    private boolean mayBegin(Verification verification) {
        Instant now = clock.instant();
        boolean here = running.containsKey(verification.id());
        boolean sameStation = running.values().stream()
                .anyMatch(one -> one.verification.station().equals(verification.station()));
        long speaking =
                running.values().stream().filter(one -> !one.isSilent(now)).count();
        return !here && !sameStation && speaking < MOST_AT_ONCE;
    }

    private void begin(Verification verification) {
        running.put(verification.id(), new Open(verification, new Run(keptRows), clock.instant()));
    }

    /** What has been missed would pass for rows that are the same. */
    private void beginAnew(Verification verification, String why) {
        log.info(
                "station {}: verification {} of {} begins anew: {}",
                verification.station(),
                verification.id(),
                verification.table(),
                why);
        forget(verification.id());
        begin(verification);
    }

    private void forget(long id) {
        running.remove(id);
        looks.forget(id);
    }

    private void ask() throws SQLException {
        for (Open one : List.copyOf(running.values())) {
            Question question = one.next;
            if (question != null && one.due.hasPassed()) {
                ask(one, question);
            }
        }
    }

    private void ask(Open one, Question question) throws SQLException {
        Verification verification = one.verification;
        Optional<Station> station = fleet.station(new StationCode(verification.station()));
        if (station.flatMap(known -> known.table(verification.table())).isEmpty()) {
            // Not yet read, or not there any more: it shows as waiting.
            return;
        }
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                boolean first = question.equals(Run.first());
                if (first && !VerificationTable.begin(connection, verification.id())) {
                    connection.rollback();
                    forget(verification.id());
                    return;
                }
                Optional<Long> round =
                        VerificationTable.nextRound(connection, verification.id(), one.run.rowsCompared());
                if (round.isEmpty()) {
                    connection.rollback();
                    forget(verification.id());
                    return;
                }
                LoadArguments arguments =
                        LoadArguments.verify(verification.id(), round.get(), question.level(), question.ranges());
                long command = CommandTable.give(
                        connection,
                        new StationCode(verification.station()),
                        Kind.VERIFY,
                        verification.table(),
                        arguments.json(),
                        "verification %d: %s".formatted(verification.id(), verification.reason()));
                // Before the station can answer.
                looks.expect(verification.id(), round.get());
                connection.commit();
                one.next = null;
                one.command = command;
                one.loadBefore = load(verification);
                one.coverage = new Coverage(question.ranges());
            } catch (SQLException | RuntimeException e) {
                Rollback.after(e, connection);
                throw e;
            }
        }
    }

    private void take(Look look) throws SQLException, InterruptedException {
        RangeReport report = look.report();
        Open one = looks.isExpected(report) ? running.get(report.verification()) : null;
        try (MasterSnapshot snapshot = look instanceof Look.Digests digests ? digests.snapshot() : null) {
            if (one != null) {
                take(one, look, snapshot);
            }
        } catch (SQLException e) {
            if (one == null || SqlFailures.isConnection(e)) {
                throw e;
            }
            fail(one.verification, SqlFailures.describe(e));
        } catch (RuntimeException e) {
            if (one == null) {
                throw e;
            }
            log.error("A report of a verification can't be compared", e);
            fail(one.verification, Failures.text(e));
        }
    }

    private void take(Open one, Look look, @Nullable MasterSnapshot snapshot)
            throws SQLException, InterruptedException {
        one.heardAt = clock.instant();
        if (look instanceof Look.Problem problem) {
            fail(one.verification, problem.problem());
            return;
        }
        if (!one.coverage.add(look.report())) {
            beginAnew(one.verification, INCOMPLETE);
            return;
        }
        if (look instanceof Look.Digests digests) {
            compare(one.run, digests, snapshot);
        } else if (look instanceof Look.Rows rows) {
            compare(one.run, rows);
        }
        if (look.report().last()) {
            answered(one);
        }
    }

    private static void compare(Run run, Look.Digests digests, @Nullable MasterSnapshot snapshot) throws SQLException {
        RangeReport report = digests.report();
        Optional<List<TravellingRange>> differing = DigestComparison.differing(digests, snapshot);
        if (differing.isEmpty()) {
            run.compareAgain(report.range());
            return;
        }
        run.compared(report.rows());
        differing.get().forEach(run::differs);
    }

    private static void compare(Run run, Look.Rows rows) throws InterruptedException {
        try {
            run.looked(rows.differences(), rows.unseen().get(CAPTURE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            log.debug("The capture has not read the center's edits yet: the rows are looked at again", e);
            run.looked(
                    rows.differences(),
                    rows.differences().stream()
                            .collect(Collectors.<Difference, RowKey, UnderWay>toMap(
                                    Difference::key, row -> UnderWay.NOTHING, (same, other) -> same)));
        } catch (ExecutionException e) {
            throw new IllegalStateException("an inquiry is never answered with a failure", e);
        }
    }

    private void answered(Open one) throws SQLException {
        Optional<Question> next = one.run.next();
        if (next.isPresent()) {
            one.next = next.get();
            // An edit under way arrives meanwhile.
            one.due = Deadline.in(Duration.ofSeconds(next.get().look()));
            return;
        }
        Verification verification = one.verification;
        forget(verification.id());
        Result result = one.run.result();
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                boolean ended = VerificationTable.end(connection, verification.id(), result, one.run.differences());
                connection.commit();
                if (ended) {
                    Verification done = VerificationTable.find(connection, verification.id())
                            .orElseThrow();
                    connection.rollback();
                    results.done(done);
                }
            } catch (SQLException | RuntimeException e) {
                Rollback.after(e, connection);
                throw e;
            }
        }
    }

    private void fail(Verification verification, String problem) throws SQLException {
        forget(verification.id());
        log.error(
                "station {}: verification {} of {} has failed: {}",
                verification.station(),
                verification.id(),
                verification.table(),
                problem);
        try (Connection connection = dataSource.getConnection()) {
            VerificationTable.stop(connection, verification.id(), Verification.State.FAILED, problem);
        }
    }
}
