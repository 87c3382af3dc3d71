package io.stationsync.api;

import io.stationsync.decision.DecisionRefusedException;
import io.stationsync.decision.Wanted;
import io.stationsync.engine.EngineException;
import io.stationsync.quarantine.QuarantineBulk;
import io.stationsync.quarantine.QuarantineBulk.Summary;
import io.stationsync.quarantine.QuarantineDecisions;
import io.stationsync.quarantine.QuarantineSelection;
import io.stationsync.quarantine.Retry.Result;
import java.security.Principal;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Changes that were set aside: to be tried again, or dropped. */
@RestController
class QuarantineDecisionsController {
    private static final String USER = "user";
    private static final List<String> RETRY = List.of("reason", "values");
    private static final List<String> DISCARD = List.of("reason");
    private static final List<String> BULK = List.of("station", "table", "errorCode", "reason");

    private final QuarantineDecisions decisions;
    private final QuarantineBulk bulk;

    QuarantineDecisionsController(QuarantineDecisions decisions, QuarantineBulk bulk) {
        this.decisions = decisions;
        this.bulk = bulk;
    }

    @PostMapping(path = "/api/quarantine/{id}/retry", consumes = MediaType.APPLICATION_JSON_VALUE)
    Result retry(@PathVariable String id, @RequestBody JsonNode json, @Nullable Principal user)
            throws EngineException, DecisionRefusedException {
        JsonBody body = new JsonBody(json, fields(RETRY, user));
        return decisions.retry(QuarantineController.number(id), body.values(), wanted(body, user));
    }

    @PostMapping(path = "/api/quarantine/{id}/discard", consumes = MediaType.APPLICATION_JSON_VALUE)
    Result discard(@PathVariable String id, @RequestBody JsonNode json, @Nullable Principal user)
            throws EngineException, DecisionRefusedException {
        return decisions.discard(
                QuarantineController.number(id), wanted(new JsonBody(json, fields(DISCARD, user)), user));
    }

    @PostMapping(path = "/api/quarantine/retry", consumes = MediaType.APPLICATION_JSON_VALUE)
    Summary retry(@RequestBody JsonNode json, @Nullable Principal user) throws DecisionRefusedException {
        JsonBody body = new JsonBody(json, fields(BULK, user));
        return bulk.retry(selection(body), wanted(body, user));
    }

    @PostMapping(path = "/api/quarantine/discard", consumes = MediaType.APPLICATION_JSON_VALUE)
    Summary discard(@RequestBody JsonNode json, @Nullable Principal user) throws DecisionRefusedException {
        JsonBody body = new JsonBody(json, fields(BULK, user));
        return bulk.discard(selection(body), wanted(body, user));
    }

    /** Where there is no login, who decides says who they are. */
    private static List<String> fields(List<String> fields, @Nullable Principal user) {
        return user != null
                ? fields
                : Stream.concat(fields.stream(), Stream.of(USER)).toList();
    }

    private static Wanted wanted(JsonBody body, @Nullable Principal user) {
        return new Wanted(user != null ? user.getName() : body.name(USER), body.reason());
    }

    private static QuarantineSelection selection(JsonBody body) {
        try {
            return new QuarantineSelection(body.text("station"), body.text("table"), body.number("errorCode"));
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(String.valueOf(e.getMessage()));
        }
    }
}
