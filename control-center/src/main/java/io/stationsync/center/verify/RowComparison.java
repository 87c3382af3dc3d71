package io.stationsync.center.verify;

import io.stationsync.center.verify.Difference.Kind;
import io.stationsync.model.Columns;
import io.stationsync.model.Row;
import io.stationsync.model.RowKey;
import io.stationsync.wire.EnvelopeWriter;
import io.stationsync.wire.RangeReport;
import io.stationsync.wire.RangeReport.Image;
import io.stationsync.wire.RowDigest;
import io.stationsync.wire.TravellingRange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Compares the rows of a station in a range with the master's. */
public final class RowComparison {
    private final ReportedRows reported;
    private final boolean extraRowsCount;
    private final Columns primaryKey;
    private final EnvelopeWriter writer = new EnvelopeWriter();

    /** @param extraRowsCount whether the master should not have rows that the station does not have */
    public RowComparison(ReportedRows reported, boolean extraRowsCount) {
        this.reported = reported;
        this.extraRowsCount = extraRowsCount;
        this.primaryKey = new Columns(reported.shape().primaryKey());
    }

    /** @param master its rows in the range, in their order */
    public List<Difference> differences(RangeReport report, List<Row> master) {
        Map<RowKey, Row> others = new HashMap<>();
        master.forEach(row -> others.put(key(row), row));
        List<Difference> differences = new ArrayList<>();
        Set<RowKey> present = new HashSet<>();
        @Nullable JsonNode after = report.range().after();
        for (Image image : report.images()) {
            Row row = reported.row(image.row());
            present.add(key(row));
            JsonNode upTo = json(primaryKey(row));
            TravellingRange range = new TravellingRange(after, upTo);
            Difference difference = compare(row, image, others.get(key(row)), range);
            if (difference != null) {
                differences.add(difference);
            }
            after = upTo;
        }
        if (extraRowsCount) {
            differences.addAll(extra(report, present, master));
        }
        return differences;
    }

    private @Nullable Difference compare(Row row, Image image, @Nullable Row master, TravellingRange range) {
        String text = image.row().toString();
        RowKey key = key(row);
        if (master == null) {
            return new Difference(key, range, Kind.MISSING, others(row), text, null);
        }
        List<String> columns = image.digest() == null
                ? row.columnsDifferingFrom(master)
                : image.digest().equals(digest(master)) ? List.of() : others(master);
        return columns.isEmpty() ? null : new Difference(key, range, Kind.DIFFERING, columns, text, text(master));
    }

    private List<Difference> extra(RangeReport report, Set<RowKey> present, List<Row> master) {
        List<Difference> differences = new ArrayList<>();
        @Nullable JsonNode after = report.range().after();
        for (Row row : master) {
            JsonNode upTo = json(primaryKey(row));
            if (!present.contains(key(row))) {
                differences.add(new Difference(
                        key(row), new TravellingRange(after, upTo), Kind.EXTRA, others(row), null, text(row)));
            }
            after = upTo;
        }
        return differences;
    }

    private String digest(Row row) {
        RowDigest digest = new RowDigest(reported.shape(), reported.all().codeColumn());
        digest.add(row);
        return digest.end();
    }

    private List<String> others(Row row) {
        Columns key = reported.table().key();
        return row.columns().names().stream()
                .filter(column -> !key.contains(column))
                .toList();
    }

    private RowKey key(Row row) {
        return reported.table().keyOf(row);
    }

    private Row primaryKey(Row row) {
        return row.project(primaryKey);
    }

    private JsonNode json(Row row) {
        JsonNode json = TravellingRange.key(writer.image(row));
        if (json == null) {
            throw new IllegalStateException("a row is always written as JSON");
        }
        return json;
    }

    private String text(Row row) {
        return new String(writer.image(row), StandardCharsets.UTF_8);
    }
}
