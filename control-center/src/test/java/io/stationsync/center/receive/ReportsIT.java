package io.stationsync.center.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.center.conflict.ConflictDatabase;
import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.table.TablePolicy;
import io.stationsync.center.table.TablePolicy.Conflict;
import io.stationsync.center.table.TablePolicy.Deletes;
import io.stationsync.center.table.TablePolicy.Evolve;
import io.stationsync.center.table.TablePolicy.Granularity;
import io.stationsync.center.verify.Difference;
import io.stationsync.center.verify.Look;
import io.stationsync.center.verify.Looks;
import io.stationsync.wire.RangeReport;
import io.stationsync.wire.RangeReport.Image;
import io.stationsync.wire.TravellingRange;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a station tells of its rows is compared with the master's rows of that station at that place of the stream. */
class ReportsIT {
    private static final ConflictDatabase DATABASE = ConflictDatabase.open();
    private static final String TABLE = "reported";
    private static final long VERIFICATION = 3;
    private static final long ROUND = 5;

    private final Fleet fleet = new Fleet();
    private final StationStream stream = new StationStream(DATABASE, fleet, "ST001", TABLE, TablePolicy.DEFAULT);
    private final StationStream other = new StationStream(DATABASE, fleet, "ST002", TABLE, TablePolicy.DEFAULT);

    @BeforeEach
    void tables() throws Exception {
        DATABASE.execute(
                "DROP TABLE IF EXISTS reported",
                "DELETE FROM stationsync.sync_progress WHERE topic LIKE '%reported'",
                "DELETE FROM stationsync.sync_station_shape WHERE topic LIKE '%reported'",
                "DELETE FROM stationsync.sync_quarantine WHERE table_name = 'reported'");
        other.shape("id int NOT NULL", "price decimal(10,4)");
        other.insert(2, "9.0000");
        other.apply();
        // Narrower: the master holds its values with four digits.
        stream.shape("id int NOT NULL", "price decimal(10,2)");
        stream.insert(1, "1.50");
        stream.insert(3, "3.50");
        stream.insert(5, "5.50");
        stream.apply();
        stream.looks().expect(VERIFICATION, ROUND);
    }

    private static JsonNode json(String text) {
        return Objects.requireNonNull(TravellingRange.key(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static @Nullable JsonNode key(@Nullable Integer id) {
        return id == null ? null : json("{\"id\":%d}".formatted(id));
    }

    /** @param prices one for each id, as in {@code 1=1.50} */
    private static RangeReport rows(long round, @Nullable Integer after, @Nullable Integer upTo, String... prices) {
        List<Image> images = Arrays.stream(prices)
                .map(price -> price.split("=", 2))
                .map(pair -> new Image(
                        json("{\"id\":%s,\"price\":\"%s\",\"code\":\"ST001\"}".formatted(pair[0], pair[1])), null))
                .toList();
        return new RangeReport(
                RangeReport.OP,
                VERIFICATION,
                round,
                new TravellingRange(key(after), key(upTo)),
                images.size(),
                null,
                List.of(),
                images,
                true,
                null);
    }

    private List<String> differences(RangeReport report) throws Exception {
        stream.report(report);
        stream.apply();
        Look look = stream.looks().next(Duration.ZERO);
        assertThat(look).isInstanceOf(Look.Rows.class);
        return ((Look.Rows) Objects.requireNonNull(look))
                .differences().stream().map(ReportsIT::text).toList();
    }

    private static String text(Difference difference) {
        return "%s %s (%s %s]"
                .formatted(
                        difference.kind().code(),
                        difference.columns(),
                        difference.range().after(),
                        difference.range().upTo());
    }

    @Test
    void equal_rows_are_equal_in_whatever_form_the_master_holds_them() throws Exception {
        assertThat(differences(rows(ROUND, null, null, "1=1.50", "3=3.50", "5=5.50")))
                .isEmpty();
    }

    @Test
    void each_way_to_differ_is_told_with_the_range_that_mends_it() throws Exception {
        DATABASE.execute("INSERT INTO reported (id, price, code) VALUES (4, 4, 'ST001')");

        assertThat(differences(rows(ROUND, null, null, "1=1.50", "2=2.50", "3=3.51", "5=5.50")))
                .containsExactly(
                        "missing [price] ({\"id\":1} {\"id\":2}]",
                        "differing [price] ({\"id\":2} {\"id\":3}]",
                        "extra [price] ({\"id\":3} {\"id\":4}]");
    }

    @Test
    void rows_outside_of_the_range_do_not_count() throws Exception {
        assertThat(differences(rows(ROUND, 1, 3, "3=3.50"))).isEmpty();
        assertThat(differences(rows(ROUND, 1, 2))).isEmpty();
        assertThat(differences(rows(ROUND, 3, null))).containsExactly("extra [price] ({\"id\":3} {\"id\":5}]");
    }

    @Test
    void rows_that_the_station_has_deleted_may_stay_where_its_deletes_are_ignored() throws Exception {
        Looks looks = stream.looks();
        stream.restart(
                DATABASE.dataSource(),
                new TablePolicy(
                        Conflict.CONTROL_WINS, null, Granularity.COLUMNS, Deletes.IGNORE, null, null, Evolve.ADD));
        assertThat(stream.looks()).isSameAs(looks);

        assertThat(differences(rows(ROUND, null, null, "1=1.50"))).isEmpty();
    }

    @Test
    void what_belongs_to_another_round_is_passed_over() throws Exception {
        stream.report(rows(ROUND - 1, null, null));
        stream.insert(7, "7.50");
        stream.apply();

        assertThat(stream.looks().next(Duration.ZERO)).isNull();
        assertThat(DATABASE.value("SELECT COUNT(*) FROM reported WHERE code = 'ST001'"))
                .isEqualTo("4");
    }

    @Test
    void changes_before_the_report_count_and_those_after_it_do_not() throws Exception {
        stream.insert(7, "7.50");
        stream.report(rows(ROUND, null, null, "1=1.50", "3=3.50", "5=5.50", "7=7.50"));
        stream.insert(8, "8.50");
        stream.apply();

        Look look = stream.looks().next(Duration.ZERO);
        assertThat(look).isInstanceOfSatisfying(Look.Rows.class, rows -> assertThat(rows.differences())
                .isEmpty());
    }

    @Test
    void a_report_that_nobody_can_read_is_set_aside_and_holds_up_nothing() throws Exception {
        stream.report("{\"op\":\"v\"}".getBytes(StandardCharsets.UTF_8));
        stream.insert(7, "7.50");
        stream.apply();

        assertThat(DATABASE.value("SELECT COUNT(*) FROM reported WHERE code = 'ST001'"))
                .isEqualTo("4");
        assertThat(DATABASE.value("SELECT COUNT(*) FROM stationsync.sync_quarantine WHERE table_name = 'reported'"))
                .isEqualTo("1");
    }
}
