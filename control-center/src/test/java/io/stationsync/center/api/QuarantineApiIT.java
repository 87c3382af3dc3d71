package io.stationsync.center.api;

import static io.stationsync.center.conflict.ConflictDatabase.key;
import static io.stationsync.center.conflict.ConflictDatabase.part;
import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.center.api.RunningApi.Answer;
import io.stationsync.center.conflict.ConflictDatabase;
import io.stationsync.model.RowChange;
import io.stationsync.model.Source;
import io.stationsync.wire.Envelope;
import io.stationsync.wire.EnvelopeWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The quarantine as an operator's {@code curl} meets it. */
class QuarantineApiIT {
    private static final ConflictDatabase DATABASE = ConflictDatabase.open();
    private static final String TOPIC = "sync.up.ST001.parts";
    private static final String TOO_LONG = "far too long for the column";
    private static final String WHY = "{\"reason\":\"because\"}";

    private static RunningApi api;

    @BeforeAll
    static void start() {
        api = RunningApi.start(DATABASE);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    private static Answer post(String path, String body) {
        return api.post("/api/quarantine/" + path, body);
    }

    @BeforeEach
    void empty() {
        DATABASE.execute(
                "DELETE FROM stationsync.sync_quarantine",
                "INSERT IGNORE INTO stationsync.sync_progress (topic, partition_no, next_offset, epoch, seq, seen, batch_rows)"
                        + " VALUES ('%s', 0, 5, 1, 1, 0, 1)".formatted(TOPIC));
    }

    /** An insert or an update of a row that sets its text. @return its number */
    private static long quarantined(String state, long id, RowChange change) {
        String payload = new String(
                new EnvelopeWriter()
                        .value(new Envelope(change, new Source("ST001", "test", "parts", "0-1-1", 0, 0), 0)),
                StandardCharsets.UTF_8);
        boolean refused = state.equals("refused");
        return store("'%s', MD5('%s'), '%s', '%s', '%s', NULL, %s, %s, %s"
                .formatted(
                        key(id),
                        key(id),
                        change.op().code(),
                        state,
                        payload,
                        refused ? "'22001'" : "NULL",
                        refused ? "1406" : "NULL",
                        refused ? "'Data too long'" : "NULL"));
    }

    private static long unreadable() {
        return store("'', REPEAT('0', 32), '?', 'unreadable', NULL, 'junk', NULL, NULL, 'no JSON'");
    }

    private static long store(String values) {
        DATABASE.execute("INSERT INTO stationsync.sync_quarantine (station, table_name, topic, record_offset, row_key,"
                + " key_hash, op, state, payload, raw, sql_state, error_code, message) SELECT 'ST001', 'parts', '"
                + TOPIC + "', " + DATABASE.newId() + ", "
                + values.replaceFirst("(MD5\\([^)]*\\)|REPEAT\\([^)]*\\))", "UNHEX($1)"));
        return Long.parseLong(DATABASE.value("SELECT MAX(id) FROM stationsync.sync_quarantine"));
    }

    private static long refusedInsert(long id) {
        return quarantined("refused", id, RowChange.insert(part(id, TOO_LONG, 1)));
    }

    private static String audited(long change) {
        return DATABASE.value(
                "SELECT CONCAT_WS('|', user_name, action, reason, detail) FROM stationsync.sync_audit WHERE subject = 'change %d'"
                        .formatted(change));
    }

    private static void assertBad(Answer answer, String detail) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.detail()).startsWith(detail);
    }

    @Test
    void changes_are_listed_newest_first_and_shown_with_what_they_say() {
        long id = DATABASE.newId();
        long first = refusedInsert(id);
        long last = unreadable();

        JsonNode page =
                api.get("/api/quarantine?station=ST001&table=parts&size=1").body();

        assertThat(page.path("total").asInt()).isEqualTo(2);
        assertThat(page.path("changes").path(0).path("id").asLong()).isEqualTo(last);
        assertThat(api.get("/api/quarantine?size=1&page=1")
                        .body()
                        .path("changes")
                        .path(0)
                        .path("id")
                        .asLong())
                .isEqualTo(first);
        assertThat(api.get("/api/quarantine?state=refused&key=id=%d,code=ST001".formatted(id))
                        .body()
                        .path("total")
                        .asInt())
                .isEqualTo(1);
        JsonNode shown = api.get("/api/quarantine/" + first).body();
        assertThat(shown.path("topic").asString()).isEqualTo(TOPIC);
        assertThat(shown.path("errorCode").asInt()).isEqualTo(1406);
        assertThat(shown.path("payload").path("after").path("text").asString()).isEqualTo(TOO_LONG);
        assertThat(shown.path("rawBase64").isNull()).isTrue();
        assertThat(api.get("/api/quarantine/" + last).body().path("rawBase64").asString())
                .isEqualTo("anVuaw==");
    }

    @Test
    void causes_are_counted_the_largest_first() {
        unreadable();
        refusedInsert(DATABASE.newId());
        refusedInsert(DATABASE.newId());

        JsonNode causes = api.get("/api/quarantine/causes?table=parts").body().path("causes");

        assertThat(causes.size()).isEqualTo(2);
        assertThat(causes.path(0).path("changes").asInt()).isEqualTo(2);
        assertThat(causes.path(0).path("state").asString()).isEqualTo("refused");
        assertThat(causes.path(0).path("message").asString()).isEqualTo("Data too long");
    }

    @Test
    void a_change_that_is_refused_again_stays() {
        long change = refusedInsert(DATABASE.newId());

        Answer answer = post(change + "/retry", WHY);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("remaining").asInt()).isEqualTo(1);
        assertThat(answer.body().path("refusal").asString())
                .contains("Data too long")
                .doesNotContain(TOO_LONG);
        assertThat(api.get("/api/quarantine/" + change).body().path("attempts").asInt())
                .isEqualTo(2);
        assertThat(audited(change)).isEqualTo("anna|retry-quarantine|because|{}");
    }

    @Test
    void other_values_let_the_first_change_and_those_behind_it_be_applied() {
        long id = DATABASE.newId();
        long first = refusedInsert(id);
        long second = quarantined("waiting", id, RowChange.update(part(id, TOO_LONG, 1), part(id, TOO_LONG, 2)));
        String values = "{\"values\":{\"text\":\"short\"},\"reason\":\"because\"}";

        assertThat(post(second + "/retry", values).status()).isEqualTo(409);
        Answer answer = post(first + "/retry", values);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("applied").asInt()).isEqualTo(2);
        assertThat(answer.body().path("refusal").isNull()).isTrue();
        assertThat(DATABASE.part(id)).isEqualTo("short|2");
        assertThat(audited(first)).contains("\"values\":{\"text\":\"short\"}", TOO_LONG);
        assertThat(audited(second)).isEqualTo("nothing");
    }

    @Test
    void a_discarded_change_makes_way_for_the_next() {
        long id = DATABASE.newId();
        long first = refusedInsert(id);
        quarantined("waiting", id, RowChange.insert(part(id, "next", 2)));

        Answer answer = post(first + "/discard", WHY);

        assertThat(answer.body().path("applied").asInt()).isEqualTo(1);
        assertThat(DATABASE.part(id)).isEqualTo("next|2");
        assertThat(audited(first))
                .startsWith("anna|discard-quarantine|because|")
                .contains(TOO_LONG);
    }

    @Test
    void what_cannot_be_read_can_only_be_discarded() {
        long change = unreadable();

        assertThat(post(change + "/retry", WHY).status()).isEqualTo(409);
        assertThat(post(change + "/discard", WHY).status()).isEqualTo(200);

        assertThat(api.get("/api/quarantine/" + change).status()).isEqualTo(404);
        assertThat(audited(change)).contains("anVuaw==");
        assertThat(post(change + "/discard", WHY).status()).isEqualTo(404);
    }

    @Test
    void all_that_fail_alike_are_decided_at_once() {
        long good = DATABASE.newId();
        quarantined("refused", good, RowChange.insert(part(good, "good", 1)));
        refusedInsert(DATABASE.newId());
        unreadable();

        JsonNode retried =
                post("retry", "{\"errorCode\":1406,\"reason\":\"widened\"}").body();
        JsonNode discarded =
                post("discard", "{\"table\":\"parts\",\"reason\":\"junk\"}").body();

        assertThat(retried.path("rows").asInt()).isEqualTo(2);
        assertThat(retried.path("applied").asInt()).isEqualTo(1);
        assertThat(retried.path("remaining").asInt()).isEqualTo(1);
        assertThat(DATABASE.part(good)).isEqualTo("good|1");
        assertThat(discarded.path("discarded").asInt()).isEqualTo(2);
        assertThat(api.get("/api/quarantine").body().path("total").asInt()).isZero();
    }

    @Test
    void a_table_that_cannot_be_written_is_a_409_and_the_problem_of_a_call_for_many() {
        String topic = "sync.up.ST009.parts";
        DATABASE.execute(
                "INSERT INTO stationsync.sync_quarantine (station, table_name, topic, record_offset, row_key, key_hash,"
                        + " op, state, payload) VALUES ('ST009', 'parts', '" + topic
                        + "', 1, 'id=1,code=ST009', UNHEX(MD5('x')), 'c', 'refused', '{}')");
        long stray = Long.parseLong(DATABASE.value("SELECT MAX(id) FROM stationsync.sync_quarantine"));
        long good = DATABASE.newId();
        quarantined("refused", good, RowChange.insert(part(good, "good", 1)));

        Answer alone = post(stray + "/retry", WHY);
        JsonNode many =
                post("retry", "{\"table\":\"parts\",\"reason\":\"because\"}").body();

        assertThat(alone.status()).isEqualTo(409);
        assertThat(alone.detail()).contains("station ST009 has not announced itself");
        assertThat(many.path("problem").asString()).startsWith("change %d: station ST009".formatted(stray));
        assertThat(many.path("applied").asInt()).isEqualTo(1);
        assertThat(many.path("remaining").asInt()).isEqualTo(1);
        assertThat(DATABASE.part(good)).isEqualTo("good|1");
    }

    @Test
    void a_payload_that_no_longer_fits_the_table_stays_with_the_reason() {
        long change = quarantined("refused", DATABASE.newId(), RowChange.delete(part(1, "x", 1)));
        DATABASE.execute("UPDATE stationsync.sync_quarantine SET payload = REPLACE(payload, '\"picture\":\"AP8=\"',"
                + " '\"picture\":\"no base64\"') WHERE id = " + change);

        Answer answer = post(change + "/retry", WHY);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("refusal").asString())
                .startsWith("it does not fit the master table parts as it is now");
        assertThat(api.get("/api/quarantine/" + change).body().path("message").asString())
                .contains("does not fit");
    }

    @Test
    void decisions_are_taken_as_json_alone() {
        long change = refusedInsert(DATABASE.newId());
        for (String path : new String[] {change + "/retry", change + "/discard", "retry", "discard"}) {
            Answer answer = api.send(api.loggedIn("/api/quarantine/" + path)
                    .header("Content-Type", "text/plain")
                    .POST(BodyPublishers.ofString(WHY)));
            assertThat(answer.status()).as(path).isEqualTo(415);
        }
    }

    @Test
    void a_wrong_request_is_a_400_and_an_unknown_change_a_404() {
        long change = refusedInsert(DATABASE.newId());

        assertBad(api.get("/api/quarantine?state=open"), "state: open (expected: one of [refused,");
        assertBad(api.get("/api/quarantine?size=0"), "size: 0");
        assertBad(api.get("/api/quarantine/foo"), "id: foo (expected: the number of a change)");
        assertBad(post("retry", WHY), "station, table and errorCode: none");
        assertBad(post(change + "/retry", "{}"), "reason: none");
        assertBad(post(change + "/discard", "{\"values\":{},\"reason\":\"x\"}"), "values: unknown field");
        assertBad(post(change + "/retry", "{\"values\":{\"code\":\"x\"},\"reason\":\"x\"}"), "values: code (expected");
        assertBad(post(change + "/retry", "{\"values\":{\"n\":\"1\"},\"reason\":\"x\"}"), "values.n: a JSON string");
        assertThat(api.get("/api/quarantine/0").status()).isEqualTo(404);
        assertThat(post("0/retry", WHY).status()).isEqualTo(404);
        assertThat(api.send(api.request("/api/quarantine")).status()).isEqualTo(401);
    }
}
