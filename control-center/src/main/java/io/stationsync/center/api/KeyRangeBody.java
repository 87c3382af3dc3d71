package io.stationsync.center.api;

import io.stationsync.api.ApiException;
import io.stationsync.api.JsonBody;
import io.stationsync.model.TableSchema;
import io.stationsync.wire.ColumnTypes;
import io.stationsync.wire.EnvelopeReader;
import io.stationsync.wire.TravellingRange;
import io.stationsync.wire.UndecodableRecordException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A range of a table's primary keys in the body of a request: {@code {"after": {"id": 100}, "upTo": {"id": 200}}}. */
final class KeyRangeBody {
    private KeyRangeBody() {}

    /** @return all keys if neither is given */
    static TravellingRange read(JsonBody body, TableSchema table) {
        return new TravellingRange(key(body, "after", table), key(body, "upTo", table));
    }

    private static @Nullable JsonNode key(JsonBody body, String field, TableSchema table) {
        JsonNode given = body.path(field);
        if (given.isMissingNode() || given.isNull()) {
            return null;
        }
        boolean fits = given.isObject()
                && Set.copyOf(given.propertyNames()).equals(Set.copyOf(table.primaryKey()))
                && given.properties().stream()
                        .noneMatch(property -> property.getValue().isNull());
        byte @Nullable [] bytes = TravellingRange.bytes(given);
        if (!fits || bytes == null) {
            throw invalid(field, given, table);
        }
        try {
            new EnvelopeReader().image(bytes, ColumnTypes.of(table));
        } catch (UndecodableRecordException e) {
            throw invalid(field, given, table);
        }
        return given;
    }

    private static ApiException invalid(String field, JsonNode given, TableSchema table) {
        return ApiException.badRequest("%s: %s (expected: an object with the primary key %s of table %s, or none)"
                .formatted(field, given, table.primaryKey(), table.table()));
    }
}
