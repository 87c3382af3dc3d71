package io.stationsync.capture;

import io.stationsync.capture.CaptureException.Reason;
import io.stationsync.capture.SqlWords.Word;
import io.stationsync.capture.TableStatement.Kind;
import io.stationsync.model.GtidPosition;
import io.stationsync.model.GtidPosition.Gtid;
import io.stationsync.model.Position;
import io.stationsync.model.TableId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a binlog's events together to transactions and hands them to the sink. The position moves at a transaction's end
 * and nowhere else. Not thread-safe.
 */
final class Transactions {
    private static final Logger log = LoggerFactory.getLogger(Transactions.class);
    private static final int STANDALONE = 1;
    private static final int PREPARED_XA = 64;

    private final CaptureSettings settings;
    private final Sink sink;
    private final TableMaps tables;
    private GtidPosition position;
    /** Row events to leave out of the first transaction: they were delivered before. */
    private long skipped;

    private boolean lowerCase;
    private @Nullable OpenTransaction open;

    Transactions(CaptureSettings settings, Position from, Sink sink) {
        this.settings = settings;
        this.sink = sink;
        this.tables = new TableMaps(settings);
        this.position = from.gtids();
        this.skipped = from.events();
    }

    /**
     * The server keeps the names of tables in lower case, and so do its row events. That holds for
     * lower_case_table_names=2 too, where only its files and {@code information_schema} have them as they were typed.
     * Statements are logged as they were typed.
     */
    void namesAreInLowerCase() {
        lowerCase = true;
    }

    private SqlStatement parse(QueryEvent query) {
        QueryEvent compared = lowerCase ? query.inLowerCase() : query;
        return new SqlStatement(compared.schema(), compared.sql());
    }

    /** Where the capture stands, for messages. */
    String where() {
        OpenTransaction current = open;
        return current == null ? "after " + position : "in transaction " + current.gtid();
    }

    /**
     * @param event after its header
     * @param coordinate where it ends
     */
    void gtid(ByteReader event, long server, BinlogCoordinate coordinate, long timestampMs) throws CaptureException {
        if (open != null) {
            throw new CaptureException(Reason.UNREADABLE, "a transaction begins before the last one has ended");
        }
        long sequence = event.unsigned(8);
        Gtid gtid = new Gtid(event.u32(), server, sequence);
        int flags = event.u8();
        open = new OpenTransaction(
                position,
                gtid,
                coordinate,
                timestampMs,
                (flags & STANDALONE) != 0,
                (flags & PREPARED_XA) != 0,
                skipped);
        skipped = 0;
    }

    void tableMap(ByteReader event) throws CaptureException {
        tables.add(event);
    }

    /** Whether the next row event, if it is of this table, has to be read. */
    boolean needs(long table) throws CaptureException {
        OpenTransaction current = current("a row event");
        return current.startsWith(tables.isMarker(table)) || current.isNew() && tables.isWanted(table);
    }

    /** Counts a row event that nobody needs. */
    void rowsOfOthers(long table) throws CaptureException {
        if (!tables.isKnown(table) && !RowsEventReader.isDummy(table)) {
            throw new CaptureException(Reason.UNREADABLE, "a row event of a table that no TABLE_MAP introduced");
        }
        current("a row event").count();
    }

    void rows(int type, long table, byte[] bytes, int length) throws CaptureException, InterruptedException {
        OpenTransaction current = current("a row event");
        TableLayout layout = tables.layout(table);
        if (layout == null) {
            throw new IllegalStateException("row event without a layout: ask needs() first");
        }
        Optional<RowsEvent> read = RowsEventReader.read(type, layout, current.gtid(), bytes, length);
        if (read.isEmpty()) {
            current.add(new TableStatement(Kind.PARTIAL_IMAGE, layout.table()));
            current.count();
            return;
        }
        RowsEvent event = read.get();
        if (current.startsWith(tables.isMarker(table))) {
            current.mark(event.firstImage());
        }
        boolean keep = current.isNew() && tables.isWanted(table);
        current.count();
        if (keep) {
            current.keep(event);
            if (current.isLarge(settings.partEvents(), settings.partBytes())) {
                sink.accept(current.part(false));
            }
        }
    }

    void commit() throws CaptureException, InterruptedException {
        end(current("a commit"));
    }

    private void end(OpenTransaction current) throws CaptureException, InterruptedException {
        TransactionPart part = current.part(true);
        open = null;
        position = position.after(current.gtid());
        sink.accept(part);
    }

    void query(QueryEvent query) throws CaptureException, InterruptedException {
        OpenTransaction current = current("a statement");
        switch (query.sql()) {
            case "BEGIN" -> {
                // The GTID has begun the transaction.
            }
            case "COMMIT" -> end(current);
            case "ROLLBACK" -> {
                current.rollBack();
                end(current);
            }
            default -> statement(current, query);
        }
    }

    private void statement(OpenTransaction current, QueryEvent query) throws CaptureException, InterruptedException {
        SqlStatement statement = parse(query);
        List<Word> words = SqlWords.of(query.sql());
        boolean ends = current.isStandalone();
        if (starts(words, "SAVEPOINT")) {
            current.savepoint(words.get(1).text());
        } else if (starts(words, "ROLLBACK", "TO")) {
            current.rollBackTo(words.get(words.size() - 1).text());
        } else if (starts(words, "XA", "COMMIT") || starts(words, "XA", "ROLLBACK")) {
            ends = true;
        } else {
            findStatementFormat(current, statement);
            for (TableStatement found : statement.tableStatements()) {
                if (isWanted(found.table())) {
                    current.add(found);
                    tables.changed(found.table());
                }
            }
        }
        if (ends) {
            end(current);
        }
    }

    private boolean isWanted(TableId table) {
        return settings.wanted().test(table)
                || table.table().equals("*") && table.schema().equalsIgnoreCase(settings.schema());
    }

    private static boolean starts(List<Word> words, String... keywords) {
        if (words.size() <= keywords.length) {
            return false;
        }
        for (int i = 0; i < keywords.length; i++) {
            if (!words.get(i).is(keywords[i])) {
                return false;
            }
        }
        return true;
    }

    /** CREATE TABLE ... SELECT with its rows following in row events is a transaction and not standalone. */
    private void findStatementFormat(OpenTransaction current, SqlStatement statement) {
        boolean create = !statement.tableStatements().isEmpty();
        if (!statement.isChange() || create && !current.isStandalone()) {
            return;
        }
        Set<TableId> named = statement.named(settings.schema(), settings.wanted());
        named.forEach(table -> current.add(new TableStatement(Kind.STATEMENT_FORMAT, table)));
        if (named.isEmpty() && statement.touches(settings.schema())) {
            // A view, a function or a trigger of another table may have changed any of them.
            current.add(new TableStatement(Kind.STATEMENT_FORMAT, new TableId(settings.schema(), "*")));
        }
    }

    void loadData(QueryEvent query) throws CaptureException {
        OpenTransaction current = current("LOAD DATA");
        findStatementFormat(current, parse(query));
    }

    void xaPrepare() throws CaptureException, InterruptedException {
        end(current("an XA PREPARE"));
    }

    /**
     * A binlog file begins.
     *
     * @param serverStarted whether the server started with it; what it left open when it went down never happened
     */
    void file(boolean serverStarted) throws CaptureException {
        OpenTransaction current = open;
        if (serverStarted && current != null) {
            current.rollBack();
            log.warn(
                    "Transaction {} was cut off by the server's crash and never committed; it is left out",
                    current.gtid());
            skipped = 0;
            open = null;
        }
        if (serverStarted) {
            tables.clear();
        }
    }

    private OpenTransaction current(String what) throws CaptureException {
        OpenTransaction current = open;
        if (current == null) {
            throw new CaptureException(Reason.UNREADABLE, what + " outside of a transaction");
        }
        return current;
    }
}
