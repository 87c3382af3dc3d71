package io.stationsync.center.api;

import io.stationsync.center.conflict.DecisionRefusedException;
import io.stationsync.center.quarantine.QuarantineSelection;
import io.stationsync.center.quarantine.Wanted;
import io.stationsync.center.receive.QuarantineBulk;
import io.stationsync.center.receive.QuarantineBulk.Summary;
import io.stationsync.center.receive.QuarantineDecisions;
import io.stationsync.center.receive.QuarantineRetry.Result;
import io.stationsync.engine.EngineException;
import java.security.Principal;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Changes of stations that were set aside: to be tried again, or dropped. */
@RestController
class QuarantineDecisionsController {
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
    Result retry(@PathVariable String id, @RequestBody JsonNode json, Principal user)
            throws EngineException, DecisionRefusedException {
        JsonBody body = new JsonBody(json, RETRY);
        return decisions.retry(QuarantineController.number(id), body.values(), wanted(body, user));
    }

    @PostMapping(path = "/api/quarantine/{id}/discard", consumes = MediaType.APPLICATION_JSON_VALUE)
    Result discard(@PathVariable String id, @RequestBody JsonNode json, Principal user)
            throws EngineException, DecisionRefusedException {
        return decisions.discard(QuarantineController.number(id), wanted(new JsonBody(json, DISCARD), user));
    }

    @PostMapping(path = "/api/quarantine/retry", consumes = MediaType.APPLICATION_JSON_VALUE)
    Summary retry(@RequestBody JsonNode json, Principal user) throws DecisionRefusedException {
        JsonBody body = new JsonBody(json, BULK);
        return bulk.retry(selection(body), wanted(body, user));
    }

    @PostMapping(path = "/api/quarantine/discard", consumes = MediaType.APPLICATION_JSON_VALUE)
    Summary discard(@RequestBody JsonNode json, Principal user) throws DecisionRefusedException {
        JsonBody body = new JsonBody(json, BULK);
        return bulk.discard(selection(body), wanted(body, user));
    }

    private static Wanted wanted(JsonBody body, Principal user) {
        return new Wanted(user.getName(), body.reason());
    }

    private static QuarantineSelection selection(JsonBody body) {
        try {
            return new QuarantineSelection(body.text("station"), body.text("table"), body.number("errorCode"));
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(String.valueOf(e.getMessage()));
        }
    }
}
