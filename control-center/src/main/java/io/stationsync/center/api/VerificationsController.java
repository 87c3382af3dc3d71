package io.stationsync.center.api;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.stationsync.api.ApiException;
import io.stationsync.api.JsonBody;
import io.stationsync.api.Parameters;
import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.fleet.Station;
import io.stationsync.center.table.TablePolicies;
import io.stationsync.center.verify.Difference.Kind;
import io.stationsync.center.verify.Verification;
import io.stationsync.center.verify.VerificationTable.StoredDifference;
import io.stationsync.center.verify.Verifications;
import io.stationsync.decision.DecisionRefusedException;
import io.stationsync.model.StationCode;
import io.stationsync.model.TableSchema;
import java.security.Principal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Whether both ends have the same rows, and how they come to have them again. */
@RestController
class VerificationsController {
    private final Verifications verifications;
    private final Fleet fleet;
    private final TablePolicies policies;

    VerificationsController(Verifications verifications, Fleet fleet, TablePolicies policies) {
        this.verifications = verifications;
        this.fleet = fleet;
        this.policies = policies;
    }

    record VerificationPage(int page, int size, List<VerificationView> verifications) {
        VerificationPage {
            verifications = List.copyOf(verifications);
        }
    }

    /**
     * What a repair does, or would do.
     *
     * @param rows how many it is about
     * @param beyond how many more differ, which were not kept: resync the table for those
     */
    record RepairView(long verification, boolean dryRun, int rows, long beyond, List<RepairedRow> actions) {
        RepairView {
            actions = List.copyOf(actions);
        }
    }

    record RepairedRow(@JsonRawValue String key, String kind, String action) {}

    /** Of one table, or of each table of a station. */
    @PostMapping(path = "/api/verifications", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    List<VerificationView> verify(@RequestBody JsonNode json, Principal user)
            throws SQLException, DecisionRefusedException {
        JsonBody body = new JsonBody(json, List.of("station", "table", "reason"));
        String reason = body.reason();
        Station station = station(body.text("station"));
        @Nullable String table = body.text("table");
        List<String> tables =
                station.heartbeat().tables().stream().map(TableSchema::table).toList();
        if (table != null && !tables.contains(table)) {
            throw ApiException.notFound(
                    "table: %s (expected: one that station %s has: %s)".formatted(table, station.code(), tables));
        }
        List<VerificationView> started = new ArrayList<>();
        for (String one : table == null ? tables : List.of(table)) {
            long id = verifications.request(station.code(), one, user.getName(), reason);
            started.add(VerificationView.of(find(id), null));
        }
        return started;
    }

    @GetMapping("/api/verifications")
    VerificationPage verifications(@RequestParam Map<String, String> given) throws SQLException {
        Parameters parameters = new Parameters(given, List.of("station", "table"));
        int page = parameters.page();
        int size = parameters.size();
        return new VerificationPage(
                page,
                size,
                verifications.list(parameters.text("station"), parameters.text("table"), page, size).stream()
                        .map(verification -> VerificationView.of(verification, null))
                        .toList());
    }

    @GetMapping("/api/verifications/{id}")
    VerificationView verification(@PathVariable String id) throws SQLException {
        Verification verification = find(number(id));
        return VerificationView.of(verification, verifications.rows(verification.id()));
    }

    @PostMapping(path = "/api/verifications/{id}/cancel", consumes = MediaType.APPLICATION_JSON_VALUE)
    VerificationView cancel(@PathVariable String id, @RequestBody JsonNode json, Principal user)
            throws SQLException, DecisionRefusedException {
        String reason = new JsonBody(json, List.of("reason")).reason();
        verifications.cancel(find(number(id)), user.getName(), reason);
        return verification(id);
    }

    /** Answered once the command is stored; how far the station is with it shows in {@code /api/stations}. */
    @PostMapping(path = "/api/verifications/{id}/repair", consumes = MediaType.APPLICATION_JSON_VALUE)
    RepairView repair(@PathVariable String id, @RequestBody JsonNode json, Principal user)
            throws SQLException, DecisionRefusedException {
        JsonBody body = new JsonBody(json, List.of("dryRun", "reason"));
        JsonNode dryRun = body.path("dryRun");
        if (!dryRun.isBoolean()) {
            throw ApiException.badRequest(
                    "dryRun: %s (expected: true to see what would be done, false to do it)".formatted(dryRun));
        }
        String reason = body.reason();
        Verification verification = find(number(id));
        if (!dryRun.booleanValue()) {
            verifications.repair(verification, user.getName(), reason);
        }
        List<StoredDifference> rows = verifications.rows(verification.id());
        return new RepairView(
                verification.id(),
                dryRun.booleanValue(),
                rows.size(),
                verification.differences() - rows.size(),
                rows.stream()
                        .map(row -> new RepairedRow(row.key(), row.kind().code(), action(row, verification.table())))
                        .toList());
    }

    private String action(StoredDifference row, String table) {
        if (row.kind() == Kind.DIFFERING) {
            return "the station's values of %s are written to the master, unless the center edits them meanwhile; what the master had is kept as a conflict"
                    .formatted(row.columns());
        }
        if (row.kind() == Kind.MISSING) {
            return "the station's row is inserted into the master, unless the center has deleted it meanwhile";
        }
        return policies.of(table).stationDeletesTravel()
                ? "the master's row is deleted and kept as a conflict"
                : "none: sync.tables.%s.deletes lets the master keep rows that the station does not have"
                        .formatted(table);
    }

    private Verification find(long id) throws SQLException {
        return verifications
                .find(id)
                .orElseThrow(() -> ApiException.notFound(
                        "verification: %d (expected: one of GET /api/verifications)".formatted(id)));
    }

    private Station station(@Nullable String code) {
        return fleet.stations().stream()
                .filter(known -> known.code().value().equals(code))
                .findFirst()
                .orElseThrow(() -> ApiException.notFound("station: %s (expected: one of %s)"
                        .formatted(
                                code,
                                fleet.stations().stream()
                                        .map(Station::code)
                                        .map(StationCode::value)
                                        .sorted()
                                        .toList())));
    }

    private static long number(String id) {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException e) {
            throw ApiException.badRequest("id: %s (expected: the number of a verification)".formatted(id));
        }
    }
}
