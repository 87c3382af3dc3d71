package io.stationsync.center.api;

import io.stationsync.api.ApiException;
import io.stationsync.api.Parameters;
import io.stationsync.center.conflict.ConflictFilter;
import io.stationsync.center.conflict.ConflictImages;
import io.stationsync.center.conflict.ConflictRepository;
import io.stationsync.center.conflict.ConflictResolver;
import io.stationsync.center.conflict.ConflictState;
import io.stationsync.center.conflict.ContestedRows;
import io.stationsync.center.conflict.Outcome;
import io.stationsync.center.conflict.StoredConflict;
import io.stationsync.center.table.TablePolicy.Conflict;
import io.stationsync.decision.DecisionRefusedException;
import io.stationsync.model.Row;
import io.stationsync.wire.EnvelopeWriter;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** What both sides changed: to be listed, looked at and decided. */
@RestController
class ConflictsController {
    private static final List<String> FILTERS =
            List.of("station", "table", "state", "policy", "outcome", "key", "from", "to");
    private static final List<String> STATES = codes(ConflictState.values(), ConflictState::code);
    private static final List<String> POLICIES = codes(Conflict.values(), Conflict::code);
    private static final List<String> OUTCOMES = codes(Outcome.values(), Outcome::code);

    private final ConflictRepository repository;
    private final ContestedRows rows;
    private final ConflictResolver resolver;

    ConflictsController(ConflictRepository repository, ContestedRows rows, ConflictResolver resolver) {
        this.repository = repository;
        this.rows = rows;
        this.resolver = resolver;
    }

    /** @param total of all pages */
    record ConflictPage(long total, int page, int size, List<ConflictView> conflicts) {
        ConflictPage {
            conflicts = List.copyOf(conflicts);
        }
    }

    @GetMapping("/api/conflicts")
    ConflictPage conflicts(@RequestParam Map<String, String> given) {
        Parameters parameters = new Parameters(given, FILTERS);
        ConflictFilter filter = new ConflictFilter(
                parameters.text("station"),
                parameters.text("table"),
                parameters.oneOf("state", STATES),
                parameters.oneOf("policy", POLICIES),
                parameters.oneOf("outcome", OUTCOMES),
                parameters.text("key"),
                parameters.moment("from"),
                parameters.moment("to"));
        int page = parameters.page();
        int size = parameters.size();
        return new ConflictPage(
                repository.count(filter),
                page,
                size,
                repository.list(filter, page, size).stream()
                        .map(ConflictView::of)
                        .toList());
    }

    @GetMapping("/api/conflicts/{id}")
    ConflictWithRowsView conflict(@PathVariable String id) throws SQLException {
        return view(number(id));
    }

    @PostMapping(path = "/api/conflicts/{id}/resolve", consumes = MediaType.APPLICATION_JSON_VALUE)
    ConflictWithRowsView resolve(@PathVariable String id, @RequestBody JsonNode body, Principal user)
            throws SQLException, DecisionRefusedException {
        long number = number(id);
        resolver.resolve(number, DecisionBody.read(body, user.getName()));
        return view(number);
    }

    private ConflictWithRowsView view(long id) throws SQLException {
        StoredConflict conflict = repository.find(id).orElseThrow(() -> unknown(id));
        ConflictImages images = repository.images(id).orElseThrow(() -> unknown(id));
        try {
            Optional<String> row = rows.current(conflict, images).map(ConflictsController::json);
            return ConflictWithRowsView.of(conflict, images, row.orElse(null), null);
        } catch (DecisionRefusedException e) {
            return ConflictWithRowsView.of(conflict, images, null, e.getMessage());
        }
    }

    private static String json(Row row) {
        return new String(new EnvelopeWriter().image(row), StandardCharsets.UTF_8);
    }

    private static long number(String id) {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException e) {
            throw ApiException.badRequest("id: %s (expected: the number of a conflict)".formatted(id));
        }
    }

    private static ApiException unknown(long id) {
        return ApiException.notFound("conflict %d does not exist".formatted(id));
    }

    private static <E> List<String> codes(E[] values, Function<E, String> code) {
        return Stream.of(values).map(code).toList();
    }
}
