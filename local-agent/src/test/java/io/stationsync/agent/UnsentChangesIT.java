package io.stationsync.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.stationsync.boot.SessionSettings;
import io.stationsync.model.Op;
import io.stationsync.model.Row;
import io.stationsync.model.RowKey;
import io.stationsync.model.Source;
import io.stationsync.model.StationCode;
import io.stationsync.model.Value;
import io.stationsync.quarantine.Judge;
import io.stationsync.quarantine.UnsentChange;
import io.stationsync.quarantine.UnsentChanges;
import io.stationsync.servers.MariaDbServer;
import io.stationsync.servers.Servers;
import io.stationsync.wire.StatusRecords.Unsent;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was set aside and what was sent after all, across a crash between the database and Kafka. */
class UnsentChangesIT {
    private static final MariaDbServer SERVER = Servers.mariaDb();
    private static final HikariDataSource DATABASE = new HikariDataSource();

    /** Refuses values that begin with "bad" until they are allowed. */
    private static final class Bad implements Judge {
        private boolean allowed;

        @Override
        public @Nullable String problem(String table, RowKey key, ProducerRecord<byte[], byte[]> record) {
            return problem(table, record);
        }

        @Override
        public @Nullable String problem(String table, ProducerRecord<byte[], byte[]> record) {
            return !allowed && text(record).startsWith("bad") ? "it is bad" : null;
        }
    }

    private final Bad judge = new Bad();
    private final List<String> sent = new ArrayList<>();
    private UnsentChanges unsent = new UnsentChanges(DATABASE, judge);
    private Unsent committed = new Unsent(0, List.of());

    @BeforeAll
    static void start() {
        DATABASE.setJdbcUrl(SERVER.jdbcUrl(""));
        DATABASE.setUsername("root");
        DATABASE.setPassword(SERVER.rootPassword());
        new SessionSettings().postProcessBeforeInitialization(DATABASE, "dataSource");
        Flyway.configure()
                .dataSource(DATABASE)
                .schemas("stationsync")
                .defaultSchema("stationsync")
                .createSchemas(true)
                .locations("classpath:db/stationsync/shared", "classpath:db/stationsync/agent")
                .load()
                .migrate();
    }

    @AfterAll
    static void stop() {
        DATABASE.close();
        SERVER.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        SERVER.execute("DELETE FROM stationsync.sync_quarantine");
        unsent.restore(committed);
    }

    private static String text(ProducerRecord<byte[], byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    /** @param row the place in the binlog */
    private boolean holdsBack(long id, int row, String text) throws SQLException {
        RowKey key = new RowKey(Row.of(Map.of("id", Value.of(id))));
        return unsent.holdsBack(new UnsentChange(
                new StationCode("ST001"),
                "t",
                key,
                Op.UPDATE,
                new Source("ST001", "test", "t", "0-1-1", row, 0),
                new ProducerRecord<>(
                        "up",
                        0,
                        key.toString().getBytes(StandardCharsets.UTF_8),
                        text.getBytes(StandardCharsets.UTF_8))));
    }

    private boolean release() throws SQLException {
        return unsent.release((table, op, record) -> sent.add(text(record)));
    }

    /** A new process begins at the position that was committed last. */
    private void crash() throws SQLException {
        unsent = new UnsentChanges(DATABASE, judge);
        unsent.restore(committed);
    }

    private static String aside() throws SQLException {
        try (var connection = SERVER.connect("stationsync");
                var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "SELECT GROUP_CONCAT(CONCAT(payload, ' ', state) ORDER BY id SEPARATOR ', ') FROM sync_quarantine")) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    private static void wantAll() throws SQLException {
        SERVER.execute("UPDATE stationsync.sync_quarantine SET state = 'released' WHERE state = 'refused'");
    }

    @Test
    void later_changes_of_a_row_wait_behind_the_first_and_others_do_not() throws SQLException {
        assertThat(holdsBack(1, 0, "good")).isFalse();
        assertThat(holdsBack(1, 1, "bad")).isTrue();
        assertThat(holdsBack(1, 2, "better")).isTrue();
        assertThat(holdsBack(2, 3, "good")).isFalse();
        assertThat(aside()).isEqualTo("bad refused, better waiting");
    }

    @Test
    void what_was_set_aside_after_the_position_is_read_again_and_kept_once() throws SQLException {
        holdsBack(1, 1, "bad");
        crash();
        assertThat(aside()).isEqualTo("null");
        assertThat(holdsBack(1, 1, "bad")).isTrue();
        committed = unsent.state();
        crash();
        assertThat(aside()).isEqualTo("bad refused");
        assertThat(holdsBack(1, 2, "later")).isTrue();
    }

    @Test
    void a_limit_that_was_raised_in_between_does_not_double_the_row() throws SQLException {
        holdsBack(1, 1, "bad");
        wantAll();
        judge.allowed = true;
        crash();
        assertThat(release()).isFalse();
        assertThat(holdsBack(1, 1, "bad")).isFalse();
        assertThat(sent).isEmpty();
    }

    @Test
    void what_is_released_is_sent_in_order_up_to_what_is_still_bad() throws SQLException {
        holdsBack(1, 1, "bad");
        holdsBack(1, 2, "good");
        holdsBack(2, 3, "bad too");
        wantAll();
        judge.allowed = true;
        holdsBack(1, 4, "last");
        unsent.wake();
        assertThat(release()).isTrue();
        unsent.committed();
        assertThat(sent).containsExactly("bad", "good", "last", "bad too");
        assertThat(aside()).isEqualTo("null");
        judge.allowed = false;
        assertThat(holdsBack(1, 5, "next")).isFalse();
        holdsBack(1, 6, "bad");
        wantAll();
        unsent.wake();
        assertThat(release()).isFalse();
        assertThat(aside()).isEqualTo("bad refused");
    }

    @Test
    void a_crash_before_the_commit_sends_again_and_one_after_it_does_not() throws SQLException {
        holdsBack(1, 1, "bad");
        holdsBack(1, 2, "good");
        committed = unsent.state();
        wantAll();
        judge.allowed = true;

        unsent.wake();
        release();
        crash();
        assertThat(aside()).isEqualTo("bad released, good waiting");

        sent.clear();
        assertThat(release()).isTrue();
        committed = unsent.state();
        crash();
        assertThat(aside()).isEqualTo("null");
        assertThat(release()).isFalse();
        assertThat(sent).containsExactly("bad", "good");
        crash();
        assertThat(holdsBack(1, 3, "next")).isFalse();
    }

    @Test
    void what_was_set_aside_of_a_truncated_table_goes_with_the_position_after_it_and_not_before() throws SQLException {
        holdsBack(1, 1, "bad");
        committed = unsent.state();
        unsent.truncated("up", "t");
        assertThat(holdsBack(1, 2, "good")).isFalse();
        crash();
        assertThat(aside()).isEqualTo("bad refused");

        unsent.truncated("up", "t");
        assertThat(holdsBack(1, 2, "good")).isFalse();
        assertThat(holdsBack(1, 3, "bad again")).isTrue();
        wantAll();
        judge.allowed = true;
        unsent.wake();
        assertThat(release()).isTrue();
        assertThat(sent).containsExactly("bad again");

        judge.allowed = false;
        crash();
        unsent.truncated("up", "t");
        assertThat(holdsBack(1, 3, "bad again")).isTrue();
        committed = unsent.state();
        crash();
        assertThat(aside()).isEqualTo("bad again refused");
    }

    @Test
    void rows_that_a_load_has_not_met_are_not_sent_after_it() throws SQLException {
        holdsBack(1, 1, "bad 1");
        holdsBack(2, 2, "bad 2");
        unsent.loadBegins("up");
        committed = unsent.state();
        crash();
        holdsBack(2, 3, "row 2");
        unsent.loadEnds("up", "t");
        assertThat(aside()).isEqualTo("bad 1 refused, bad 2 refused, row 2 waiting");
        assertThat(unsent.committed()).isTrue();
        assertThat(aside()).isEqualTo("bad 2 refused, row 2 waiting");
        assertThat(holdsBack(1, 4, "good")).isFalse();
        assertThat(unsent.committed()).isFalse();
    }

    @Test
    void of_more_rows_than_are_remembered_each_still_waits_for_its_own() throws SQLException {
        unsent = new UnsentChanges(DATABASE, judge, 2);
        unsent.restore(committed);
        for (int row = 1; row <= 4; row++) {
            assertThat(holdsBack(row, row, "bad " + row)).isTrue();
        }
        committed = unsent.state();
        unsent = new UnsentChanges(DATABASE, judge, 2);
        unsent.restore(committed);

        assertThat(holdsBack(1, 5, "behind 1")).isTrue();
        assertThat(holdsBack(4, 6, "behind 4")).isTrue();
        assertThat(holdsBack(5, 7, "good")).isFalse();
        List<String> told = new ArrayList<>();
        unsent.each((table, record) -> told.add(text(record)));
        assertThat(told).containsExactly("bad 1", "bad 2", "bad 3", "bad 4", "behind 1", "behind 4");

        wantAll();
        judge.allowed = true;
        unsent.wake();
        assertThat(release()).isTrue();
        unsent.committed();
        assertThat(sent).containsExactly("bad 1", "behind 1", "bad 2", "bad 3", "bad 4", "behind 4");
        assertThat(holdsBack(4, 8, "good")).isFalse();
        unsent.truncated("up", "t");
        assertThat(unsent.committed()).isFalse();
    }

    @Test
    void a_truncated_table_of_more_rows_than_are_remembered_is_empty() throws SQLException {
        unsent = new UnsentChanges(DATABASE, judge, 2);
        unsent.restore(committed);
        for (int row = 1; row <= 4; row++) {
            holdsBack(row, row, "bad");
        }
        unsent.truncated("up", "t");
        assertThat(holdsBack(1, 5, "good")).isFalse();
        assertThat(unsent.committed()).isTrue();
        assertThat(aside()).isEqualTo("null");
    }
}
