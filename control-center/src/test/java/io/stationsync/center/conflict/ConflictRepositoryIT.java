package io.stationsync.center.conflict;

import static io.stationsync.center.conflict.ConflictDatabase.key;
import static io.stationsync.center.conflict.ConflictDatabase.part;
import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.center.table.TablePolicy.Conflict;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is listed. Other tests leave conflicts too: each of these looks at tables of its own. */
class ConflictRepositoryIT {
    private static final ConflictDatabase DATABASE = ConflictDatabase.open();
    private static final ConflictRepository REPOSITORY =
            new ConflictRepository(JdbcClient.create(DATABASE.dataSource()));

    private static EditConflict edit(long id, Outcome outcome) {
        return new EditConflict(
                key(id), List.of("text"), part(id, "0", 0), part(id, "s", 0), part(id, "c", 0), outcome);
    }

    private static ConflictFilter of(
            String table,
            @Nullable String state,
            @Nullable String policy,
            @Nullable String outcome,
            @Nullable String key,
            @Nullable Instant from,
            @Nullable Instant to) {
        return new ConflictFilter("ST001", table, state, policy, outcome, key, from, to);
    }

    private static List<Long> ids(ConflictFilter filter) {
        List<Long> ids =
                REPOSITORY.list(filter, 0, 500).stream().map(StoredConflict::id).toList();
        assertThat(REPOSITORY.count(filter)).isEqualTo(ids.size());
        return ids;
    }

    @Test
    void a_page_has_the_newest_first_and_the_total_counts_all() {
        List<Long> stored = LongStream.rangeClosed(1, 5)
                .mapToObj(id -> DATABASE.store("paged", Conflict.MANUAL, edit(id, Outcome.CONTROL_KEPT)))
                .toList();
        ConflictFilter filter = of("paged", null, null, null, null, null, null);

        assertThat(REPOSITORY.count(filter)).isEqualTo(5);
        assertThat(REPOSITORY.list(filter, 0, 2))
                .extracting(StoredConflict::id)
                .containsExactly(stored.get(4), stored.get(3));
        assertThat(REPOSITORY.list(filter, 2, 2)).extracting(StoredConflict::id).containsExactly(stored.get(0));
        assertThat(REPOSITORY.list(filter, 3, 2)).isEmpty();
    }

    @Test
    void each_filter_leaves_out_what_is_not_meant() {
        long open = DATABASE.store("filtered", Conflict.MANUAL, edit(1, Outcome.CONTROL_KEPT));
        long decided = DATABASE.store("filtered", Conflict.STATION_WINS, edit(2, Outcome.STATION_APPLIED));

        assertThat(ids(of("filtered", null, null, null, null, null, null))).containsExactly(decided, open);
        assertThat(ids(of("filtered", "open", null, null, null, null, null))).containsExactly(open);
        assertThat(ids(of("filtered", null, "station-wins", null, null, null, null)))
                .containsExactly(decided);
        assertThat(ids(of("filtered", null, null, "control-kept", null, null, null)))
                .containsExactly(open);
        assertThat(ids(of("filtered", null, null, null, "id=2,code=ST001", null, null)))
                .containsExactly(decided);
        assertThat(ids(of("filtered", null, null, null, "id=2,code=st001", null, null)))
                .isEmpty();
        assertThat(ids(new ConflictFilter("ST002", "filtered", null, null, null, null, null, null)))
                .isEmpty();
        assertThat(REPOSITORY.count(ConflictFilter.ALL)).isGreaterThanOrEqualTo(2);
    }

    @Test
    void a_period_begins_with_its_first_moment_and_ends_before_its_last() {
        long id = DATABASE.store("dated", Conflict.MANUAL, edit(1, Outcome.CONTROL_KEPT));
        DATABASE.execute(
                "UPDATE stationsync.sync_conflict SET decided_at = '2026-11-01 03:04:05.678' WHERE id = " + id);
        Instant at = Instant.parse("2026-11-01T03:04:05.678Z");

        assertThat(REPOSITORY.find(id).orElseThrow().decidedAt()).isEqualTo(at);
        assertThat(ids(of("dated", null, null, null, null, at, null))).containsExactly(id);
        assertThat(ids(of("dated", null, null, null, null, at.plusMillis(1), null)))
                .isEmpty();
        assertThat(ids(of("dated", null, null, null, null, null, at.plusMillis(1))))
                .containsExactly(id);
        assertThat(ids(of("dated", null, null, null, null, null, at))).isEmpty();
    }

    @Test
    void a_conflict_is_found_as_it_was_stored() {
        long id = DATABASE.store("found", Conflict.MANUAL, edit(7, Outcome.CONTROL_KEPT));

        StoredConflict found = REPOSITORY.find(id).orElseThrow();

        assertThat(found.key()).isEqualTo("id=7,code=ST001");
        assertThat(found.columns()).containsExactly("text");
        assertThat(found.policy()).isEqualTo("manual");
        assertThat(found.outcome()).isEqualTo(Outcome.CONTROL_KEPT);
        assertThat(found.state()).isEqualTo(ConflictState.OPEN);
        assertThat(found.overruled()).isEqualTo("station");
        assertThat(found.resolvedAt()).isNull();
        assertThat(REPOSITORY.images(id).orElseThrow().station()).contains("\"text\":\"s\"");
        assertThat(REPOSITORY.find(0)).isEmpty();
        assertThat(REPOSITORY.images(0)).isEmpty();
    }
}
