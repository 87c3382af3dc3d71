package io.stationsync.center.verify;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.function.UnaryOperator;
import org.springframework.scheduling.support.CronExpression;

/** When something is due, as a setting says: the first moment after a given one. */
final class CronSchedule {
    /** What an empty setting says. */
    static final UnaryOperator<Instant> NEVER = moment -> Instant.MAX;

    private CronSchedule() {}

    /**
     * @param setting for the message
     * @param cron as {@code 0 0 3 * * SUN}, or empty for {@link #NEVER}
     * @param zone whose clocks it means
     * @throws IllegalArgumentException if it is neither
     */
    static UnaryOperator<Instant> of(String setting, String cron, ZoneId zone) {
        if (cron.isBlank()) {
            return NEVER;
        }
        CronExpression expression;
        try {
            expression = CronExpression.parse(cron);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "%s: '%s' (expected: six fields, second minute hour day month weekday, as in 0 0 3 * * SUN; or empty for never)"
                            .formatted(setting, cron),
                    e);
        }
        return moment -> {
            ZonedDateTime next = expression.next(moment.atZone(zone));
            return next == null ? Instant.MAX : next.toInstant();
        };
    }
}
