package io.stationsync.agent.load;

import io.stationsync.agent.table.StationTable;
import io.stationsync.model.Row;
import io.stationsync.wire.EnvelopeWriter;
import io.stationsync.wire.LoadArguments;
import io.stationsync.wire.LoadArguments.Level;
import io.stationsync.wire.RangeReport;
import io.stationsync.wire.RangeReport.Group;
import io.stationsync.wire.RangeReport.Image;
import io.stationsync.wire.RowDigest;
import io.stationsync.wire.TravellingRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the center is told of the rows of a chunk so that it can compare: their digests, or the rows. Confined to one thread. */
final class Reports {
    private static final int GROUP_ROWS = 100;

    /** Below the room that a topic has beside a row of the size that may travel, whatever that is. */
    private static final int MOST_BYTES = 512 * 1024;

    private final String station;
    private final EnvelopeWriter writer = new EnvelopeWriter();

    Reports(String station) {
        this.station = station;
    }

    List<RangeReport> of(LoadArguments arguments, Chunk chunk) {
        Sheet sheet = new Sheet(arguments, chunk);
        return arguments.level() == Level.ROWS ? sheet.rows() : List.of(sheet.digests());
    }

    /** Nothing can be told. */
    static RangeReport problem(LoadArguments arguments, String problem) {
        return new RangeReport(
                RangeReport.OP,
                Objects.requireNonNullElse(arguments.verification(), 0L),
                Objects.requireNonNullElse(arguments.round(), 0L),
                TravellingRange.WHOLE,
                0,
                null,
                List.of(),
                List.of(),
                true,
                problem);
    }

    /** A row's key as it travels. */
    private @Nullable JsonNode key(StationTable table, Row image) {
        return TravellingRange.key(writer.image(table.travellingKey(table.travelling(image, station))));
    }

    /** A chunk in the making. */
    private final class Sheet {
        private final LoadArguments arguments;
        private final Chunk chunk;
        private final StationTable table;

        private Sheet(LoadArguments arguments, Chunk chunk) {
            this.arguments = arguments;
            this.chunk = chunk;
            this.table = chunk.table();
        }

        private @Nullable JsonNode after() {
            Row after = chunk.after();
            return after == null ? chunk.range().after() : key(table, after);
        }

        private @Nullable JsonNode upTo() {
            return chunk.last()
                    ? chunk.range().upTo()
                    : key(table, chunk.rows().get(chunk.rows().size() - 1));
        }

        private RowDigest digest() {
            return new RowDigest(table.announced(), table.codeColumn());
        }

        private RangeReport digests() {
            RowDigest all = digest();
            RowDigest some = digest();
            List<Group> groups = new ArrayList<>();
            for (Row row : chunk.rows()) {
                if (!table.selects(row)) {
                    continue;
                }
                Row travelling = table.travelling(row, station);
                all.add(travelling);
                some.add(travelling);
                if (some.rows() == GROUP_ROWS) {
                    groups.add(new Group(key(table, row), some.rows(), some.end()));
                }
            }
            long rows = all.rows();
            groups.add(new Group(upTo(), some.rows(), some.end()));
            return report(new TravellingRange(after(), upTo()), rows, all.end(), groups, List.of(), true);
        }

        private List<RangeReport> rows() {
            List<RangeReport> reports = new ArrayList<>();
            List<Image> images = new ArrayList<>();
            @Nullable JsonNode after = after();
            long bytes = 0;
            for (Row row : chunk.rows()) {
                if (!table.selects(row)) {
                    continue;
                }
                Row travelling = table.travelling(row, station);
                byte[] json = writer.image(travelling);
                images.add(json.length > MOST_BYTES ? large(travelling) : image(json));
                bytes += Math.min(json.length, MOST_BYTES);
                if (bytes >= MOST_BYTES) {
                    JsonNode upTo = key(table, row);
                    reports.add(rows(new TravellingRange(after, upTo), images, false));
                    images = new ArrayList<>();
                    after = upTo;
                    bytes = 0;
                }
            }
            reports.add(rows(new TravellingRange(after, upTo()), images, true));
            return reports;
        }

        private RangeReport rows(TravellingRange range, List<Image> images, boolean lastOfChunk) {
            return report(range, images.size(), null, List.of(), images, lastOfChunk);
        }

        private Image image(byte[] json) {
            return new Image(Objects.requireNonNull(TravellingRange.key(json)), null);
        }

        private Image large(Row travelling) {
            RowDigest digest = digest();
            digest.add(travelling);
            return new Image(
                    Objects.requireNonNull(TravellingRange.key(
                            writer.image(table.key(travelling).values()))),
                    digest.end());
        }

        private RangeReport report(
                TravellingRange range,
                long rows,
                @Nullable String digest,
                List<Group> groups,
                List<Image> images,
                boolean lastOfChunk) {
            return new RangeReport(
                    RangeReport.OP,
                    Objects.requireNonNullElse(arguments.verification(), 0L),
                    Objects.requireNonNullElse(arguments.round(), 0L),
                    range,
                    rows,
                    digest,
                    groups,
                    images,
                    lastOfChunk && chunk.last() && chunk.ends(),
                    null);
        }
    }
}
