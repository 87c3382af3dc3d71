package io.stationsync.capture;

import io.stationsync.capture.CaptureException.Reason;
import io.stationsync.capture.TableMapParser.Described;
import io.stationsync.model.TableId;
import io.stationsync.model.TableSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tables that the binlog has introduced by TABLE_MAP events, by their number. A number is good for one statement
 * only; but as long as a number comes back with the same bytes, its layout is used again. Not thread-safe.
 */
final class TableMaps {
    private static final int MOST = 2000;

    private final CaptureSettings settings;
    private final KnownSchemas known;
    private final Map<Long, Entry> entries = new HashMap<>();

    /** @param layout null if nobody wants the table's rows */
    private record Entry(
            Bytes event,
            TableId table,
            boolean wanted,
            @Nullable TableLayout layout) {}

    /** The event's bytes, kept to compare. */
    private static final class Bytes {
        private final byte[] bytes;

        Bytes(ByteReader event) {
            this.bytes = Arrays.copyOfRange(event.array(), event.position(), event.position() + event.remaining());
        }

        boolean sameAs(ByteReader event) {
            int from = event.position();
            return Arrays.equals(bytes, 0, bytes.length, event.array(), from, from + event.remaining());
        }
    }

    TableMaps(CaptureSettings settings) {
        this.settings = settings;
        this.known = new KnownSchemas(settings);
    }

    /** @param event a TABLE_MAP event after its header and without its checksum */
    void add(ByteReader event) throws CaptureException {
        try {
            addUnchecked(event);
        } catch (RuntimeException e) {
            throw new CaptureException(Reason.UNREADABLE, "a TABLE_MAP event can't be decoded: " + e.getMessage(), e);
        }
    }

    private void addUnchecked(ByteReader event) throws CaptureException {
        long number = event.unsigned(6);
        event.skip(2);
        Entry known = entries.get(number);
        if (known == null || !known.event().sameAs(event)) {
            if (entries.size() >= MOST) {
                entries.clear();
            }
            entries.put(number, entry(event));
        }
    }

    private Entry entry(ByteReader event) throws CaptureException {
        Bytes bytes = new Bytes(event);
        TableId table = TableMapParser.table(event);
        boolean wanted = settings.wanted().test(table);
        boolean needed = wanted || table.equals(settings.markerTable());
        return new Entry(bytes, table, wanted, needed ? layout(table, event) : null);
    }

    private TableLayout layout(TableId table, ByteReader event) throws CaptureException {
        Described described = TableMapParser.describe(table, event);
        List<TableSchema> shapes = known.of(table);
        CellCodecs codecs = new CellCodecs(table, shapes);
        List<String> names = new ArrayList<>();
        List<CellCodec> chosen = new ArrayList<>();
        for (BinlogColumn column : described.columns()) {
            names.add(column.name());
            chosen.add(codecs.choose(column));
        }
        return new TableLayout(table, KnownSchemas.schema(table, described, shapes), names, chosen);
    }

    /** A statement has changed the table. */
    void changed(TableId table) {
        known.changed(table);
    }

    /** Forgets all numbers: a restarted server gives them out anew. */
    void clear() {
        entries.clear();
    }

    boolean isKnown(long number) {
        return entries.containsKey(number);
    }

    boolean isWanted(long number) {
        Entry entry = entries.get(number);
        return entry != null && entry.wanted();
    }

    boolean isMarker(long number) {
        Entry entry = entries.get(number);
        return entry != null && entry.table().equals(settings.markerTable());
    }

    /** @return null if the number is unknown or nobody wants the table's rows */
    @Nullable
    TableLayout layout(long number) {
        Entry entry = entries.get(number);
        return entry == null ? null : entry.layout();
    }
}
