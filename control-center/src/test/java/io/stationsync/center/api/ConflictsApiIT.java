package io.stationsync.center.api;

import static io.stationsync.center.conflict.ConflictDatabase.key;
import static io.stationsync.center.conflict.ConflictDatabase.part;
import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.center.api.RunningApi.Answer;
import io.stationsync.center.conflict.ConflictDatabase;
import io.stationsync.center.conflict.EditConflict;
import io.stationsync.center.conflict.Outcome;
import io.stationsync.center.table.TablePolicy.Conflict;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The API as an operator's {@code curl} meets it. */
class ConflictsApiIT {
    private static final ConflictDatabase DATABASE = ConflictDatabase.open();

    private static RunningApi api;

    @BeforeAll
    static void start() {
        api = RunningApi.start(DATABASE);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    private static Answer resolve(Object conflict, String body) {
        return api.post("/api/conflicts/%s/resolve".formatted(conflict), body);
    }

    /** A row of which the center kept its text. @return the conflict's number */
    private static long conflict(long id) {
        DATABASE.insert(part(id, "c", 5));
        return DATABASE.store(
                Conflict.MANUAL,
                new EditConflict(
                        key(id),
                        List.of("text"),
                        part(id, "0", 5),
                        part(id, "s", 5),
                        part(id, "c", 5),
                        Outcome.CONTROL_KEPT));
    }

    @Test
    void a_conflict_is_listed_as_it_was_decided() {
        long id = DATABASE.newId();
        long conflict = conflict(id);

        Answer answer = api.get(
                "/api/conflicts?station=ST001&table=parts&state=open&size=1&key=id=%d,code=ST001".formatted(id));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("total").asInt()).isEqualTo(1);
        assertThat(answer.body().path("page").asInt()).isZero();
        assertThat(answer.body().path("size").asInt()).isEqualTo(1);
        JsonNode first = answer.body().path("conflicts").path(0);
        assertThat(first.path("id").asLong()).isEqualTo(conflict);
        assertThat(first.path("columns").path(0).asString()).isEqualTo("text");
        assertThat(first.path("outcome").asString()).isEqualTo("control-kept");
        assertThat(first.path("overruled").asString()).isEqualTo("station");
        assertThat(first.path("decidedAt").asString()).matches("20\\d\\d-\\d\\d-\\d\\dT[0-9:.]+Z");
        assertThat(first.path("resolvedBy").isNull()).isTrue();
        assertThat(first.path("stationRow").isMissingNode()).isTrue();
    }

    @Test
    void a_conflict_is_shown_with_all_of_its_rows() {
        long id = DATABASE.newId();
        long conflict = conflict(id);

        JsonNode shown = api.get("/api/conflicts/" + conflict).body();

        assertThat(shown.path("id").asLong()).isEqualTo(conflict);
        assertThat(shown.path("baseRow").path("text").asString()).isEqualTo("0");
        assertThat(shown.path("stationRow").path("text").asString()).isEqualTo("s");
        assertThat(shown.path("controlRow").path("picture").asString()).isEqualTo("AP8=");
        assertThat(shown.path("currentRow").path("text").asString()).isEqualTo("c");
        assertThat(shown.path("currentRowProblem").isNull()).isTrue();

        DATABASE.execute("DELETE FROM parts WHERE id = " + id);
        assertThat(api.get("/api/conflicts/" + conflict)
                        .body()
                        .path("currentRow")
                        .isNull())
                .isTrue();
    }

    @Test
    void a_conflict_of_a_table_that_is_no_longer_announced_is_shown_all_the_same() {
        long conflict = DATABASE.store(
                "retired",
                Conflict.MANUAL,
                new EditConflict(
                        key(1), List.of("text"), null, part(1, "s", 0), part(1, "c", 0), Outcome.STATION_APPLIED));

        JsonNode shown = api.get("/api/conflicts/" + conflict).body();

        assertThat(shown.path("stationRow").path("text").asString()).isEqualTo("s");
        assertThat(shown.path("baseRow").isNull()).isTrue();
        assertThat(shown.path("currentRow").isNull()).isTrue();
        assertThat(shown.path("currentRowProblem").asString())
                .contains("station ST001 no longer announces the table retired");
    }

    @Test
    void a_decision_is_carried_out_and_answered_with_the_conflict_as_it_is_then() {
        long id = DATABASE.newId();
        long conflict = conflict(id);

        Answer answer = resolve(conflict, "{\"decision\":\"keep-station\",\"reason\":\"they know better\"}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("state").asString()).isEqualTo("reversed");
        assertThat(answer.body().path("resolution").asString()).isEqualTo("keep-station");
        assertThat(answer.body().path("resolvedBy").asString()).isEqualTo("anna");
        assertThat(answer.body().path("reason").asString()).isEqualTo("they know better");
        assertThat(answer.body().path("currentRow").path("text").asString()).isEqualTo("s");
        assertThat(DATABASE.part(id)).isEqualTo("s|5");

        Answer audit = api.get("/api/audit?size=1");
        assertThat(audit.body().path("total").asInt()).isPositive();
        JsonNode last = audit.body().path("audit").path(0);
        assertThat(last.path("user").asString()).isEqualTo("anna");
        assertThat(last.path("subject").asString()).isEqualTo("conflict " + conflict);
        assertThat(last.path("reason").asString()).isEqualTo("they know better");
        assertThat(last.path("detail").path("replaced").path("text").asString()).isEqualTo("c");
    }

    @Test
    void a_second_decision_is_a_409_that_names_the_first() {
        long conflict = conflict(DATABASE.newId());
        resolve(conflict, "{\"decision\":\"keep-control\",\"reason\":\"fine\"}");

        Answer answer = resolve(conflict, "{\"decision\":\"keep-station\",\"reason\":\"no\"}");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.type()).startsWith("application/problem+json");
        assertThat(answer.detail()).contains("was confirmed by anna at 20");
    }

    @Test
    void a_value_that_the_database_refuses_is_a_422() {
        long conflict = conflict(DATABASE.newId());

        Answer answer = resolve(
                conflict,
                "{\"decision\":\"values\",\"values\":{\"text\":\"far too long for the column\"},\"reason\":\"x\"}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.detail()).contains("Data too long for column 'text'").doesNotContain("far too long");
    }

    @Test
    void what_does_not_exist_is_a_404() {
        assertThat(api.get("/api/conflicts/1000000").status()).isEqualTo(404);
        assertThat(api.get("/api/conflicts/1000000").detail()).isEqualTo("conflict 1000000 does not exist");
        assertThat(resolve(1_000_000, "{\"decision\":\"keep-control\",\"reason\":\"x\"}")
                        .status())
                .isEqualTo(404);
        assertThat(api.get("/api/nothing").status()).isEqualTo(404);
    }

    @Test
    void a_wrong_parameter_is_a_400_that_says_what_is_expected() {
        assertBad(api.get("/api/conflicts?size=0"), "size: 0 (expected: 1..500)");
        assertBad(api.get("/api/conflicts?size=501"), "size: 501 (expected: 1..500)");
        assertBad(api.get("/api/conflicts?page=-1"), "page: -1 (expected: 0..1000000)");
        assertBad(api.get("/api/conflicts?page=two"), "page: two (expected: 0..1000000)");
        assertBad(
                api.get("/api/conflicts?state=foo"),
                "state: foo (expected: one of [decided, open, reversed, confirmed])");
        assertBad(api.get("/api/conflicts?policy=foo"), "policy: foo (expected: one of [control-wins,");
        assertBad(api.get("/api/conflicts?outcome=foo"), "outcome: foo (expected: one of [control-kept,");
        assertBad(
                api.get("/api/conflicts?from=yesterday"), "from: yesterday (expected: ISO-8601 with a zone, as in 20");
        assertBad(api.get("/api/conflicts?to=2026-11-21"), "to: 2026-11-21 (expected: ISO-8601");
        assertBad(api.get("/api/conflicts?stat=open"), "stat: unknown parameter (expected: one of [from, key,");
        assertBad(api.get("/api/conflicts/foo"), "id: foo (expected: the number of a conflict)");
        assertBad(api.get("/api/audit?size=0"), "size: 0 (expected: 1..500)");
    }

    private static void assertBad(Answer answer, String detail) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.type()).startsWith("application/problem+json");
        assertThat(answer.detail()).startsWith(detail);
    }

    @Test
    void a_wrong_decision_is_a_400_that_says_what_is_expected() {
        long conflict = conflict(DATABASE.newId());

        assertBad(resolve(conflict, "[]"), "body: no JSON object (expected: one with [decision,");
        assertBad(resolve(conflict, "{}"), "decision: none (expected: one of [keep-control, keep-station, values])");
        assertBad(resolve(conflict, "{\"decision\":\"toss\"}"), "decision: \"toss\" (expected: one of");
        assertBad(resolve(conflict, "{\"decision\":\"keep-control\"}"), "reason: none (expected: 1..1000 characters");
        assertBad(
                resolve(conflict, "{\"decision\":\"keep-control\",\"reason\":\" \"}"),
                "reason: none (expected: 1..1000");
        assertBad(
                resolve(conflict, "{\"decision\":\"keep-control\",\"reason\":\"%s\"}".formatted("x".repeat(1001))),
                "reason: 1001 characters (expected: 1..1000");
        assertBad(resolve(conflict, "{\"decision\":\"values\",\"reason\":\"x\"}"), "values: none (expected: an object");
        assertBad(
                resolve(conflict, "{\"decision\":\"keep-control\",\"values\":{\"n\":1},\"reason\":\"x\"}"),
                "values: given (expected: none with keep-control)");
        assertBad(
                resolve(conflict, "{\"decision\":\"keep-control\",\"overwrite\":\"yes\",\"reason\":\"x\"}"),
                "overwrite: \"yes\" (expected: true or false)");
        assertBad(
                resolve(conflict, "{\"decision\":\"keep-control\",\"why\":\"x\"}"),
                "why: unknown field (expected: one of [decision, values, overwrite, reason])");
        assertBad(
                resolve(conflict, "{\"decision\":\"values\",\"values\":{\"code\":\"ST002\"},\"reason\":\"x\"}"),
                "values: code (expected: columns among [text, n, price, picture])");
        assertBad(
                resolve(conflict, "{\"decision\":\"values\",\"values\":{\"n\":\"1\"},\"reason\":\"x\"}"),
                "values.n: a JSON string that is no INTEGER (expected: an integer, or null)");
        assertBad(resolve(conflict, "{\"decision\": secret"), "Failed to read request");
        assertThat(DATABASE.resolution(conflict)).isEqualTo("open");
    }

    @Test
    void a_form_of_another_site_cannot_decide() {
        long conflict = conflict(DATABASE.newId());
        String decision = "{\"decision\":\"keep-station\",\"reason\":\"forged\"}";

        for (String type :
                List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x")) {
            Answer answer = api.send(api.loggedIn("/api/conflicts/%d/resolve".formatted(conflict))
                    .header("Content-Type", type)
                    .POST(BodyPublishers.ofString(decision)));
            assertThat(answer.status()).as(type).isEqualTo(415);
        }
        assertThat(api.send(api.loggedIn("/api/conflicts/%d/resolve".formatted(conflict))
                                .POST(BodyPublishers.ofString(decision)))
                        .status())
                .isEqualTo(415);
        assertThat(api.send(api.request("/api/conflicts/%d/resolve".formatted(conflict))
                                .header("Origin", "http://elsewhere.example")
                                .header("Access-Control-Request-Method", "POST")
                                .header("Access-Control-Request-Headers", "content-type")
                                .method("OPTIONS", BodyPublishers.noBody()))
                        .status())
                .isIn(401, 403);
        assertThat(DATABASE.resolution(conflict)).isEqualTo("open");
    }

    @Test
    void nobody_decides_or_looks_without_a_login() {
        long conflict = conflict(DATABASE.newId());

        assertThat(api.send(api.request("/api/conflicts/%d/resolve".formatted(conflict))
                                .header("Content-Type", RunningApi.JSON)
                                .POST(BodyPublishers.ofString("{\"decision\":\"keep-station\",\"reason\":\"x\"}")))
                        .status())
                .isEqualTo(401);
        for (String path : List.of("/api/conflicts", "/api/conflicts/" + conflict, "/api/audit")) {
            assertThat(api.send(api.request(path)).status()).as(path).isEqualTo(401);
        }
        assertThat(DATABASE.resolution(conflict)).isEqualTo("open");
    }
}
