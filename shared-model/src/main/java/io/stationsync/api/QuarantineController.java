package io.stationsync.api;

import io.stationsync.quarantine.QuarantineCause;
import io.stationsync.quarantine.QuarantineContent;
import io.stationsync.quarantine.QuarantineFilter;
import io.stationsync.quarantine.QuarantineRepository;
import io.stationsync.quarantine.QuarantinedChange;
import io.stationsync.quarantine.SetAside.State;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Changes that were set aside: to be listed and looked at. */
@RestController
class QuarantineController {
    private static final List<String> FILTERS = List.of("station", "table", "state", "key");
    private static final List<String> CAUSE_FILTERS = List.of("station", "table");
    private static final List<String> STATES =
            Stream.of(State.values()).map(State::code).toList();

    private final QuarantineRepository repository;

    QuarantineController(QuarantineRepository repository) {
        this.repository = repository;
    }

    /** @param total of all pages */
    record QuarantinePage(long total, int page, int size, List<QuarantinedChangeView> changes) {
        QuarantinePage {
            changes = List.copyOf(changes);
        }
    }

    record Causes(List<QuarantineCause> causes) {
        Causes {
            causes = List.copyOf(causes);
        }
    }

    @GetMapping("/api/quarantine")
    QuarantinePage changes(@RequestParam Map<String, String> given) {
        Parameters parameters = new Parameters(given, FILTERS);
        QuarantineFilter filter = new QuarantineFilter(
                parameters.text("station"),
                parameters.text("table"),
                parameters.oneOf("state", STATES),
                parameters.text("key"));
        int page = parameters.page();
        int size = parameters.size();
        return new QuarantinePage(
                repository.count(filter),
                page,
                size,
                repository.list(filter, page, size).stream()
                        .map(QuarantinedChangeView::of)
                        .toList());
    }

    @GetMapping("/api/quarantine/causes")
    Causes causes(@RequestParam Map<String, String> given) {
        Parameters parameters = new Parameters(given, CAUSE_FILTERS);
        return new Causes(repository.causes(parameters.text("station"), parameters.text("table")));
    }

    @GetMapping("/api/quarantine/{id}")
    QuarantinedChangeWithContentView change(@PathVariable String id) throws SQLException {
        long number = number(id);
        QuarantinedChange change = repository.find(number).orElseThrow(() -> unknown(number));
        QuarantineContent content = repository.content(change);
        return QuarantinedChangeWithContentView.of(change, content);
    }

    static long number(String id) {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException e) {
            throw ApiException.badRequest("id: %s (expected: the number of a change)".formatted(id));
        }
    }

    private static ApiException unknown(long id) {
        return ApiException.notFound("change %d is not in quarantine".formatted(id));
    }
}
