package io.stationsync.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class SqlFailuresTest {

    @Test
    void theValuesThatMariaDbQuotesAreNotPassedOn() {
        SQLException duplicate = new SQLException("(conn=5) Duplicate entry 'secret-7' for key 'email'", "23000", 1062);
        SQLException wrong =
                new SQLException("Incorrect string value: 'sec'ret' for column `t`.`c` at row 1", "22007", 1366);

        assertThat(SqlFailures.describe(duplicate))
                .isEqualTo("(conn=5) Duplicate entry '…' for key 'email' (SQL state 23000, error 1062)");
        assertThat(SqlFailures.describe(wrong)).doesNotContain("sec").contains("for column `t`.`c`");
    }

    @Test
    void deadlocksAndLostConnectionsPassWhileARefusedRowDoesNot() {
        assertThat(SqlFailures.isPassing(new SQLException("deadlock", "40001", 1213)))
                .isTrue();
        assertThat(SqlFailures.isPassing(new SQLException("gone", "08000", 0))).isTrue();
        assertThat(SqlFailures.isPassing(new SQLException("too long", "22001", 1406)))
                .isFalse();
    }
}
