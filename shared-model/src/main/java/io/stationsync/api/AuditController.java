package io.stationsync.api;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.stationsync.decision.AuditEntry;
import io.stationsync.decision.AuditRepository;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who did what, and why. */
@RestController
class AuditController {
    private final AuditRepository repository;

    AuditController(AuditRepository repository) {
        this.repository = repository;
    }

    /**
     * What somebody did; for the columns see {@link io.stationsync.decision.AuditedAction}.
     *
     * @param detail a JSON object
     */
    record AuditView(
            long id,
            Instant at,
            String user,
            String action,
            String subject,
            @Nullable String station,
            @Nullable String table,
            @Nullable String key,
            String reason,
            @JsonRawValue String detail) {

        static AuditView of(AuditEntry entry) {
            return new AuditView(
                    entry.id(),
                    entry.at(),
                    entry.action().user(),
                    entry.action().action(),
                    entry.action().subject(),
                    entry.action().station(),
                    entry.action().table(),
                    entry.action().key(),
                    entry.action().reason(),
                    entry.action().detail());
        }
    }

    /** @param total of all pages */
    record AuditPage(long total, int page, int size, List<AuditView> audit) {
        AuditPage {
            audit = List.copyOf(audit);
        }
    }

    @GetMapping("/api/audit")
    AuditPage audit(@RequestParam Map<String, String> given) {
        Parameters parameters = new Parameters(given, List.of());
        int page = parameters.page();
        int size = parameters.size();
        return new AuditPage(
                repository.count(),
                page,
                size,
                repository.list(page, size).stream().map(AuditView::of).toList());
    }
}
