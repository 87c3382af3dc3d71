package io.stationsync.boot;

import io.stationsync.database.SqlFailures;
import io.stationsync.engine.Failures;
import io.stationsync.setup.DatabaseChecks;
import io.stationsync.setup.DatabaseChecks.Needs;
import io.stationsync.setup.DatabaseConnector;
import io.stationsync.setup.DatabaseConnector.Attempt;
import io.stationsync.setup.Finding;
import io.stationsync.setup.Finding.Level;
import io.stationsync.setup.SetupException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * What stands between the start of a service and its work: waits for a database that is down, ends the service with one
 * readable message if it is set up wrong, and only then makes or updates our own tables.
 */
public final class StartupGate implements FlywayMigrationStrategy {
    private static final Logger log = LoggerFactory.getLogger(StartupGate.class);
    private static final Duration PAUSE = Duration.ofSeconds(3);

    private final JdbcConnectionDetails database;
    private final Needs needs;
    private final Repetition waiting = new Repetition();

    public StartupGate(JdbcConnectionDetails database, Needs needs) {
        this.database = database;
        this.needs = needs;
    }

    @Override
    public void migrate(Flyway flyway) {
        CountDownLatch stopped = new CountDownLatch(1);
        Thread hook = new Thread(stopped::countDown, "startup-gate-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            while (!isOpen() || !isMigrated(flyway)) {
                pause(stopped);
            }
        } finally {
            remove(hook);
        }
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            log.debug("The service is being stopped", e);
        }
    }

    /** Spring's own shutdown waits until the start is over: a service that waits here could only be killed. */
    private static void pause(CountDownLatch stopped) {
        try {
            if (stopped.await(PAUSE.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new SetupException(
                        "the service was stopped while it waited for its database",
                        "start it again, see the warnings above");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the database", e);
        }
    }

    /** The database may go away here, too; our migrations can be run again from any point. */
    private boolean isMigrated(Flyway flyway) {
        try {
            flyway.migrate();
            return true;
        } catch (FlywayException e) {
            if (!isConnectionLost(e)) {
                throw e;
            }
            waits("which went away while our tables were made: " + Failures.text(e));
            return false;
        }
    }

    private static boolean isConnectionLost(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(
                        cause -> cause instanceof SQLException sql && (SqlFailures.isConnection(sql) || isOfPool(sql)));
    }

    /**
     * A connection that was lost in use is closed by HikariCP, whose exception at its next use ({@code ProxyConnection},
     * "Connection is closed") has neither state nor number; Flyway throws this one and not the first.
     */
    private static boolean isOfPool(SQLException e) {
        return e.getSQLState() == null && e.getErrorCode() == 0;
    }

    /** @throws SetupException if waiting will not help */
    private boolean isOpen() {
        Attempt attempt = DatabaseConnector.open(database.getJdbcUrl(), database.getUsername(), database.getPassword());
        if (attempt instanceof Attempt.Wrong wrong) {
            throw new SetupException(List.of(wrong.finding()));
        }
        if (attempt instanceof Attempt.Unreachable unreachable) {
            waits(unreachable.finding().message());
            return false;
        }
        try (Connection connection = ((Attempt.Opened) attempt).connection()) {
            List<Finding> essential = SetupException.requireRunnable(DatabaseChecks.essential(connection, needs));
            Stream.concat(essential.stream(), DatabaseChecks.advice(connection, needs).stream())
                    .filter(finding -> finding.level() == Level.WARNING)
                    .forEach(StartupGate::warn);
            return true;
        } catch (SQLException e) {
            waits("which failed while it was checked: " + SqlFailures.describe(e));
            return false;
        }
    }

    private void waits(String why) {
        if (waiting.isWorthSaying(why)) {
            log.warn("waiting for the database: {}", why);
        }
    }

    private static void warn(Finding finding) {
        log.warn(
                "{}: {}. Fix: {}",
                finding.subject(),
                finding.message(),
                finding.fix().replace('\n', ' '));
    }
}
