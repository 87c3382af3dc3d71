package io.stationsync.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.fuzz.Mutations;
import io.stationsync.model.Column;
import io.stationsync.model.GtidPosition.Gtid;
import io.stationsync.model.RowChange;
import io.stationsync.model.TableId;
import io.stationsync.model.TableSchema;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

/** Whatever bytes a table map or a row event has, reading it gives rows or a {@link CaptureException}. */
class RowsFuzzTest {
    private static final Gtid GTID = new Gtid(0, 1, 2);
    private static final int TABLE = 42;
    private static final int UTF8MB4 = 45;
    private static final int BINARY = 63;
    private static final TableSchema DECLARED = new TableSchema(
            "t",
            List.of(
                    new Column("u", "uuid", null, true, null, false),
                    new Column("i", "inet6", null, true, null, false)),
            List.of());

    /** The parts of a TABLE_MAP event and of the row event that fits it. */
    private static final class Events {
        private final ByteArrayOutputStream types = new ByteArrayOutputStream();
        private final ByteArrayOutputStream metadata = new ByteArrayOutputStream();
        private final ByteArrayOutputStream names = new ByteArrayOutputStream();
        private final ByteArrayOutputStream collations = new ByteArrayOutputStream();
        private final ByteArrayOutputStream cells = new ByteArrayOutputStream();
        private int columns;

        Events column(String name, int type, int[] meta, int... cell) {
            types.write(type);
            write(metadata, meta);
            names.write(name.length());
            names.writeBytes(name.getBytes(StandardCharsets.UTF_8));
            write(cells, cell);
            columns++;
            return this;
        }

        Events collation(int id) {
            collations.write(id);
            return this;
        }

        private static void write(ByteArrayOutputStream to, int... bytes) {
            for (int one : bytes) {
                to.write(one);
            }
        }

        private static void field(ByteArrayOutputStream to, int type, byte[] value) {
            to.write(type);
            to.write(value.length);
            to.writeBytes(value);
        }

        byte[] tableMap() {
            ByteArrayOutputStream event = new ByteArrayOutputStream();
            write(event, TABLE, 0, 0, 0, 0, 0, 0, 0, 4, 't', 'e', 's', 't', 0, 1, 't', 0, columns);
            event.writeBytes(types.toByteArray());
            event.write(metadata.size());
            event.writeBytes(metadata.toByteArray());
            event.writeBytes(new byte[(columns + 7) / 8]);
            field(event, 1, new byte[] {0, 0});
            field(event, 3, collations.toByteArray());
            field(event, 4, names.toByteArray());
            field(event, 5, new byte[] {2, 1, 'x', 1, 'y'});
            field(event, 6, new byte[] {2, 1, 'p', 1, 'q'});
            field(event, 10, new byte[] {UTF8MB4});
            return event.toByteArray();
        }

        /** Two rows: an update of one. */
        byte[] rows(boolean compressed) {
            ByteArrayOutputStream rows = new ByteArrayOutputStream();
            for (int row = 0; row < 2; row++) {
                byte[] nulls = new byte[(columns + 7) / 8];
                rows.writeBytes(nulls);
                byte[] image = cells.toByteArray();
                image[0] = (byte) row;
                rows.writeBytes(image);
            }
            ByteArrayOutputStream event = new ByteArrayOutputStream();
            write(event, TABLE, 0, 0, 0, 0, 0, 0, 0, columns);
            for (int bitmap = 0; bitmap < 2; bitmap++) {
                for (int i = 0; i < (columns + 7) / 8; i++) {
                    event.write(0xFF);
                }
            }
            if (!compressed) {
                event.writeBytes(rows.toByteArray());
                return event.toByteArray();
            }
            write(event, 0x82, rows.size() >> 8, rows.size() & 0xFF);
            byte[] packed = new byte[rows.size() + 100];
            Deflater deflater = new Deflater();
            deflater.setInput(rows.toByteArray());
            deflater.finish();
            event.write(packed, 0, deflater.deflate(packed));
            deflater.end();
            return event.toByteArray();
        }
    }

    private static final int[] NONE = {};

    private static Events events() {
        return new Events()
                .column("a", ColumnType.LONGLONG, NONE, 7, 0, 0, 0, 0, 0, 0, 0)
                .column("b", ColumnType.TINY, NONE, 0x80)
                .column("c", ColumnType.VARCHAR, new int[] {200, 0}, 3, 0xE2, 0x82, 0xAC)
                .collation(UTF8MB4)
                .column("d", ColumnType.NEWDECIMAL, new int[] {10, 2}, 0x80, 0, 0, 12, 50)
                .column("e", ColumnType.DATETIME, new int[] {6}, 0x99, 0xB2, 0, 0, 0, 0, 0, 1)
                .column("f", ColumnType.TIME, new int[] {3}, 0x80, 0, 1, 0, 0)
                .column("g", ColumnType.TIMESTAMP, new int[] {0}, 0x60, 0, 0, 0)
                .column("h", ColumnType.BLOB, new int[] {2}, 2, 0, 1, 2)
                .collation(BINARY)
                .column("s", ColumnType.STRING, new int[] {ColumnType.SET, 1}, 3)
                .column("e2", ColumnType.STRING, new int[] {ColumnType.ENUM, 1}, 2)
                .column("j", ColumnType.BIT, new int[] {1, 1}, 1, 0xFF)
                .column("k", ColumnType.DOUBLE, new int[] {8}, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F)
                .column("u", ColumnType.STRING, new int[] {ColumnType.STRING, 16}, 2, 1, 2)
                .collation(BINARY)
                .column("l", ColumnType.VARCHAR_COMPRESSED, new int[] {100, 0}, 2, 0, 'z')
                .collation(UTF8MB4)
                .column("m", ColumnType.DATE, NONE, 0x21, 0xD4, 0x0F)
                .column("n", ColumnType.YEAR, NONE, 100);
    }

    private static CaptureSettings settings() {
        return CaptureSettings.of(
                        "-", 1, "-", "-", 1, "test", new TableId("stationsync", "sync_progress"), table -> true)
                .withDeclared(table -> Optional.of(DECLARED));
    }

    private static List<RowChange> decode(byte[] tableMap, int type, byte[] rows) throws CaptureException {
        TableMaps tables = new TableMaps(settings());
        tables.add(new ByteReader(tableMap, 0, tableMap.length));
        TableLayout layout = tables.layout(TABLE);
        if (layout == null) {
            return List.of();
        }
        Optional<RowsEvent> event = RowsEventReader.read(type, layout, GTID, rows, rows.length);
        if (event.isEmpty()) {
            return List.of();
        }
        event.get().firstImage();
        return event.get().decode();
    }

    private static void survives(int type, byte[] rows, boolean damagedMap) {
        byte[] tableMap = events().tableMap();
        Mutations.each(seed -> {
            Mutations mutations = new Mutations(seed);
            try {
                byte[] map = damagedMap ? mutations.of(tableMap) : tableMap;
                decode(map, type, damagedMap && mutations.random().nextBoolean() ? rows : mutations.of(rows));
            } catch (CaptureException e) {
                assertThat(Objects.requireNonNull(e.getMessage())).isNotEmpty();
            }
        });
    }

    @Test
    void what_is_not_damaged_is_decoded() throws CaptureException {
        for (boolean compressed : new boolean[] {false, true}) {
            List<RowChange> changes = decode(
                    events().tableMap(),
                    compressed ? EventType.UPDATE_ROWS_COMPRESSED_V1 : EventType.UPDATE_ROWS_V1,
                    events().rows(compressed));
            assertThat(changes).hasSize(1);
            assertThat(changes.get(0).image().get("a").display()).isEqualTo("1");
            assertThat(changes.get(0).image().get("c").display()).isEqualTo("€");
            assertThat(changes.get(0).image().get("s").display()).isEqualTo("x,y");
            assertThat(changes.get(0).image().get("e2").display()).isEqualTo("q");
        }
    }

    @Test
    void damaged_rows() {
        survives(EventType.UPDATE_ROWS_V1, events().rows(false), false);
    }

    @Test
    void damaged_compressed_rows() {
        survives(EventType.UPDATE_ROWS_COMPRESSED_V1, events().rows(true), false);
    }

    @Test
    void damaged_table_maps() {
        survives(EventType.UPDATE_ROWS_V1, events().rows(false), true);
    }
}
