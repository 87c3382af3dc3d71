package io.stationsync.center.receive;

import static io.stationsync.center.conflict.ConflictDatabase.STATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.stationsync.center.conflict.ConflictDatabase;
import io.stationsync.center.conflict.ConflictReport;
import io.stationsync.center.send.Inquiries;
import io.stationsync.center.table.MasterTables;
import io.stationsync.center.table.TablePolicies;
import io.stationsync.center.verify.Looks;
import io.stationsync.model.Row;
import io.stationsync.model.RowChange;
import io.stationsync.model.RowKey;
import io.stationsync.model.Seq;
import io.stationsync.model.Source;
import io.stationsync.model.Value;
import io.stationsync.transport.SyncMeters;
import io.stationsync.wire.Envelope;
import io.stationsync.wire.EnvelopeWriter;
import io.stationsync.wire.RecordHeaders;
import io.stationsync.wire.TopicNames.UpTopic;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that hand a unique value to each other: what the station could write in its order, the master takes, too. */
class SwappedValuesIT {
    private static final ConflictDatabase DATABASE = ConflictDatabase.open();
    private static final String TOPIC = "sync.up.ST001.seats";

    private final EnvelopeWriter writer = new EnvelopeWriter();
    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    private final StationApplier applier = new StationApplier(
            DATABASE.dataSource(),
            DATABASE.fleet(),
            new MasterTables("test", false, "code"),
            new TablePolicies(Map.of()),
            new ConflictReport(new SyncMeters(new SimpleMeterRegistry())),
            new Inquiries(),
            new Looks(DATABASE.dataSource()),
            new SyncMeters(new SimpleMeterRegistry()));
    private final UpPartition partition =
            new UpPartition(new UpTopic(STATION, "seats"), new TopicPartition(TOPIC, 0), Clock.systemUTC());

    @BeforeEach
    void makeTable() throws Exception {
        DATABASE.execute(
                "CREATE OR REPLACE TABLE seats (master_id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, id bigint NOT NULL,"
                        + " seat varchar(9), code varchar(20) NOT NULL, UNIQUE KEY (id, code), UNIQUE KEY (seat, code))",
                "DELETE FROM stationsync.sync_progress WHERE topic = '%s'".formatted(TOPIC),
                "DELETE FROM stationsync.sync_quarantine WHERE table_name = 'seats'");
        DATABASE.announce(ConflictDatabase.TABLE, "seats");
        send(RowChange.insert(row(1, "A")));
        send(RowChange.insert(row(2, "B")));
        send(RowChange.insert(row(3, "C")));
        apply();
    }

    private static Row row(long id, String seat) {
        Map<String, Value> values = new LinkedHashMap<>();
        values.put("id", Value.of(id));
        values.put("seat", seat.isEmpty() ? Value.ofNull() : Value.of(seat));
        values.put("code", Value.of(STATION.value()));
        return Row.of(values);
    }

    private void move(long id, String from, String to) {
        send(RowChange.update(row(id, from), row(id, to)));
    }

    private void send(RowChange change) {
        long offset =
                (partition.nextOffset().isPresent() ? partition.nextOffset().getAsLong() : 0) + records.size();
        RowKey key = new RowKey(change.image().project(RowKey.keyColumns(List.of("id"), "code")));
        Envelope envelope = new Envelope(change, new Source(STATION.value(), "test", "seats", "0-1-1", 0, 0), 0);
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(TOPIC, 0, offset, writer.key(key), writer.value(envelope));
        RecordHeaders.writeSchema(record.headers(), "00000000");
        RecordHeaders.write(record.headers(), new Seq(1, offset + 1));
        RecordHeaders.writeSeen(record.headers(), -1);
        records.add(record);
    }

    /** In one batch. */
    private void apply() throws Exception {
        assertThat(applier.apply(partition, List.copyOf(records), station -> {}))
                .isEqualTo(records.size());
        records.clear();
    }

    private static String seats() {
        return DATABASE.value("SELECT GROUP_CONCAT(CONCAT(id, COALESCE(seat, '-')) ORDER BY id) FROM seats");
    }

    private static void assertNothingIsSetAside() {
        assertThat(DATABASE.value("SELECT COUNT(*) FROM stationsync.sync_quarantine WHERE table_name = 'seats'"))
                .isEqualTo("0");
    }

    @Test
    void two_rows_swap_over_a_third_value_or_over_none() throws Exception {
        move(1, "A", "x");
        move(2, "B", "A");
        move(1, "x", "B");
        apply();
        assertThat(seats()).isEqualTo("1B,2A,3C");

        move(3, "C", "");
        move(2, "A", "C");
        move(3, "", "A");
        apply();
        assertThat(seats()).isEqualTo("1B,2C,3A");
        assertNothingIsSetAside();
    }

    @Test
    void three_rows_move_on_in_a_circle() throws Exception {
        move(1, "A", "x");
        move(3, "C", "A");
        move(2, "B", "C");
        move(1, "x", "B");
        apply();

        assertThat(seats()).isEqualTo("1B,2C,3A");
        assertNothingIsSetAside();
    }

    @Test
    void a_new_row_takes_a_value_that_another_gives_away_or_that_is_deleted() throws Exception {
        move(1, "A", "D");
        send(RowChange.insert(row(4, "A")));
        send(RowChange.delete(row(2, "B")));
        send(RowChange.insert(row(5, "B")));
        apply();

        assertThat(seats()).isEqualTo("1D,3C,4A,5B");
        assertNothingIsSetAside();
    }
}
