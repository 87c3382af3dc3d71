package io.stationsync.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.wire.RangeReport;
import io.stationsync.wire.RangeReport.Group;
import io.stationsync.wire.RangeReport.Image;
import io.stationsync.wire.RecordHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a station tells of its rows instead of sending them, and which rows it sends of some ranges of keys. */
class ReportedRangesIT {
    private static final int ROWS = 1_250;
    private static final String UP = "sync.up.ST001.parts";
    private static final RunningAgent AGENT = new RunningAgent(
            "parts",
            "CREATE TABLE parts (shelf varchar(10) NOT NULL, n int NOT NULL, price decimal(8,2), secret int, PRIMARY KEY (shelf, n))",
            "INSERT INTO parts SELECT IF(seq MOD 2, 'a', 'B'), seq, seq / 4, seq FROM seq_1_to_" + ROWS);

    @BeforeAll
    static void start() {
        AGENT.start(
                "--sync.selection[0].table=parts",
                "--sync.selection[0].exclude=secret",
                "--sync.selection[0].columns[0].station=n",
                "--sync.selection[0].columns[0].master=number");
        RunningAgent.await("all rows are loaded", () -> ops().size() == ROWS + 1);
    }

    @AfterAll
    static void stop() {
        AGENT.close();
    }

    /** Each record's op, of a load with its header {@code after} and the row's number. */
    private static List<String> ops() {
        List<String> ops = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : AGENT.topic(UP)) {
            if (!RecordHeaders.isVerify(record.headers())) {
                String value = text(record.value());
                ops.add(value.replaceFirst("^\\{\"op\":\"(.)\".*?(\"number\":\\d+|\"after\":null).*$", "$1 $2 ")
                        + text(RecordHeaders.after(record.headers()))
                        + ".."
                        + text(RecordHeaders.upTo(record.headers())));
            }
        }
        return ops;
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "-" : new String(bytes, StandardCharsets.UTF_8);
    }

    private static List<RangeReport> reports(long round) {
        return AGENT.topic(UP).stream()
                .filter(record -> RecordHeaders.isVerify(record.headers()))
                .map(record -> RangeReport.read(record.value()))
                .filter(report -> report.round() == round)
                .toList();
    }

    private static void request(String kind, String arguments) {
        AGENT.execute(
                "INSERT INTO stationsync.sync_resync (kind, table_name, arguments, reason) VALUES ('%s', 'parts', '%s', 'a test')"
                        .formatted(kind, arguments));
    }

    private static List<RangeReport> awaitReports(long round) {
        RunningAgent.await("the last report of round " + round, () -> reports(round).stream()
                .anyMatch(RangeReport::last));
        return reports(round);
    }

    private static String key(String shelf, long number) {
        return "{\"shelf\":\"%s\",\"number\":%d}".formatted(shelf, number);
    }

    @Test
    void digests_cover_the_whole_table_without_a_gap() {
        request("verify", "{\"verification\":1,\"round\":11,\"level\":\"DIGESTS\"}");

        List<RangeReport> reports = awaitReports(11);

        assertThat(reports.stream().mapToLong(RangeReport::rows).sum()).isEqualTo(ROWS);
        assertThat(reports.get(0).range().after()).isNull();
        assertThat(reports.get(reports.size() - 1).range().upTo()).isNull();
        for (int i = 1; i < reports.size(); i++) {
            assertThat(reports.get(i).range().after())
                    .isEqualTo(reports.get(i - 1).range().upTo());
        }
        for (RangeReport report : reports) {
            List<Group> groups = report.groups();
            assertThat(groups.stream().mapToLong(Group::rows).sum()).isEqualTo(report.rows());
            assertThat(groups).allMatch(group -> group.rows() <= 100);
            assertThat(groups.get(groups.size() - 1).upTo())
                    .isEqualTo(report.range().upTo());
            assertThat(report.images()).isEmpty();
        }
    }

    @Test
    void digests_are_the_same_until_a_row_changes() {
        request("verify", "{\"verification\":1,\"round\":21,\"level\":\"DIGESTS\"}");
        List<String> before = digests(21);
        AGENT.execute("UPDATE parts SET secret = 0 WHERE n = 700");
        request("verify", "{\"verification\":1,\"round\":22,\"level\":\"DIGESTS\"}");
        assertThat(digests(22)).isEqualTo(before);

        AGENT.execute("UPDATE parts SET price = price + 1 WHERE n = 700");
        request("verify", "{\"verification\":1,\"round\":23,\"level\":\"DIGESTS\"}");
        assertThat(digests(23)).isNotEqualTo(before);
        AGENT.execute("UPDATE parts SET price = price - 1 WHERE n = 700");
    }

    /** Of the rows in one range, however they were cut into chunks. */
    private static List<String> digests(long round) {
        awaitReports(round);
        request(
                "verify",
                "{\"verification\":1,\"round\":%d,\"level\":\"DIGESTS\",\"ranges\":[{\"after\":%s,\"upTo\":%s}]}"
                        .formatted(round + 1_000, key("B", 690), key("B", 710)));
        return awaitReports(round + 1_000).stream()
                .map(report -> report.rows() + " " + report.digest())
                .toList();
    }

    @Test
    void rows_of_ranges_are_told_as_they_travel() {
        request(
                "verify",
                "{\"verification\":1,\"round\":31,\"level\":\"ROWS\",\"ranges\":[{\"after\":null,\"upTo\":%s},{\"after\":%s,\"upTo\":%s},{\"after\":%s,\"upTo\":null}]}"
                        .formatted(key("a", 3), key("a", 8), key("a", 10), key("B", ROWS - 2)));

        List<RangeReport> reports = awaitReports(31);

        assertThat(reports).hasSize(3);
        assertThat(images(reports.get(0)))
                .containsExactly(
                        "{\"shelf\":\"a\",\"number\":1,\"price\":\"0.25\",\"code\":\"ST001\"}",
                        "{\"shelf\":\"a\",\"number\":3,\"price\":\"0.75\",\"code\":\"ST001\"}");
        assertThat(images(reports.get(1)))
                .containsExactly("{\"shelf\":\"a\",\"number\":9,\"price\":\"2.25\",\"code\":\"ST001\"}");
        assertThat(images(reports.get(2)))
                .containsExactly("{\"shelf\":\"B\",\"number\":1250,\"price\":\"312.50\",\"code\":\"ST001\"}");
        assertThat(reports).extracting(RangeReport::last).containsExactly(false, false, true);
    }

    private static List<String> images(RangeReport report) {
        return report.images().stream().map(Image::row).map(Object::toString).toList();
    }

    @Test
    void a_table_with_another_primary_key_than_the_verification_knows_can_tell_nothing() {
        request(
                "verify",
                "{\"verification\":1,\"round\":41,\"level\":\"ROWS\",\"ranges\":[{\"after\":{\"id\":1},\"upTo\":null}]}");

        List<RangeReport> reports = awaitReports(41);

        assertThat(reports).hasSize(1);
        assertThat(reports.get(0).problem()).contains("primary key of parts").contains("[shelf, n]");
    }

    @Test
    void only_the_rows_of_the_ranges_are_sent_again_and_no_range_is_forgotten() {
        int before = ops().size();
        request("resync", "{\"ranges\":[{\"after\":%s,\"upTo\":%s}]}".formatted(key("a", 8), key("a", 12)));
        request(
                "resync",
                "{\"ranges\":[{\"after\":%s,\"upTo\":%s},{\"after\":%s,\"upTo\":%s}]}"
                        .formatted(key("a", 19), key("a", 20), key("a", 20), key("a", 21)));

        List<String> expected = List.of(
                "r \"number\":9 %s..-".formatted(key("a", 8)),
                "r \"number\":11 %s..-".formatted(key("a", 9)),
                "t \"after\":null %s..%s".formatted(key("a", 11), key("a", 12)),
                "t \"after\":null %s..%s".formatted(key("a", 19), key("a", 20)),
                "r \"number\":21 %s..-".formatted(key("a", 20)),
                "t \"after\":null %s..%s".formatted(key("a", 21), key("a", 21)));
        RunningAgent.await("both requests are done", () -> since(before).size() >= expected.size());
        assertThat(since(before)).isEqualTo(expected);
    }

    private static List<String> since(int before) {
        List<String> ops = ops();
        return ops.subList(before, ops.size()).stream()
                .filter(op -> !op.startsWith("u"))
                .toList();
    }

    @Test
    void a_verification_goes_on_after_a_restart() {
        String whole = String.join(
                ",",
                LongStream.range(1, 400)
                        .mapToObj(n -> "{\"after\":%s,\"upTo\":%s}".formatted(key("a", n), key("a", n + 1)))
                        .toList());
        request("verify", "{\"verification\":1,\"round\":51,\"level\":\"ROWS\",\"ranges\":[%s]}".formatted(whole));
        RunningAgent.await("it has begun", () -> !reports(51).isEmpty());
        AGENT.restart(
                "--sync.selection[0].table=parts",
                "--sync.selection[0].exclude=secret",
                "--sync.selection[0].columns[0].station=n",
                "--sync.selection[0].columns[0].master=number");

        List<RangeReport> reports = awaitReports(51);

        assertThat(reports).hasSize(399);
        assertThat(reports.stream().mapToLong(RangeReport::rows).sum()).isEqualTo(200 - 1);
        assertThat(reports.stream().map(report -> report.range().after())).doesNotHaveDuplicates();
    }
}
