package io.stationsync.center.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class VerifyConfigurationTest {
    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
    private static final Instant MONDAY_NOON_IN_SEOUL = Instant.parse("2026-11-30T03:00:00Z");

    @Test
    void the_hour_is_that_of_the_given_zone() {
        assertThat(VerifyConfiguration.schedule("sync.verify.cron", "0 0 3 * * SUN", SEOUL)
                        .apply(MONDAY_NOON_IN_SEOUL))
                .isEqualTo(Instant.parse("2026-12-05T18:00:00Z"));
    }

    @Test
    void an_empty_setting_is_never_due() {
        assertThat(VerifyConfiguration.schedule("sync.verify.cron", " ", SEOUL)).isSameAs(Schedules.NEVER);
        assertThat(Schedules.NEVER.apply(MONDAY_NOON_IN_SEOUL)).isEqualTo(Instant.MAX);
    }

    @Test
    void what_is_no_schedule_is_refused_with_its_setting_and_what_is_expected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VerifyConfiguration.schedule("sync.verify.tables.orders", "0 3 * * SUN", SEOUL))
                .withMessageContainingAll("sync.verify.tables.orders", "'0 3 * * SUN'", "six fields");
    }
}
