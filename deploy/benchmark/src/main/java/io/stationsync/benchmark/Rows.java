package io.stationsync.benchmark;

import io.stationsync.demo.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Makes the rows of one station's {@code kafka_test} and the changes of them; ids only grow. Not thread-safe. */
final class Rows {
    static final int TRANSACTION = 1_000;
    private static final int STATEMENTS_AT_ONCE = 200;

    private final String code;
    private int next = 1;

    Rows(String code) {
        this.code = code;
    }

    /** Of the row to be inserted next. */
    int next() {
        return next;
    }

    /** New rows. */
    Workload inserts(int rows, int perTransaction) {
        int from = next;
        next += rows;
        Iterator<String> transactions = IntStream.iterate(from, id -> id < from + rows, id -> id + perTransaction)
                .mapToObj(id -> insert(id, Math.min(perTransaction, from + rows - id)))
                .iterator();
        return new Workload(rows, transactions, exists(from), exists(from + rows - 1));
    }

    /** The last rows, each changed once to {@code text}, which none of them may have. */
    Workload updates(int rows, int perTransaction, String text) {
        int from = next - rows;
        Iterator<String> transactions = IntStream.iterate(from, id -> id < next, id -> id + perTransaction)
                .mapToObj(id ->
                        "UPDATE kafka_test SET text = CONCAT('%s ', id), modify_date = NOW() WHERE id BETWEEN %d AND %d AND code = '%s'"
                                .formatted(text, id, id + perTransaction - 1, code))
                .iterator();
        return new Workload(rows, transactions, is(from, text), is(next - 1, text));
    }

    /** Of one row; what it is then, {@link #is} tells. */
    String update(int id, String text) {
        return "UPDATE kafka_test SET text = '%s %d', modify_date = NOW() WHERE id = %d AND code = '%s'"
                .formatted(text, id, id, code);
    }

    /** The last rows. */
    Workload deletes(int rows) {
        int from = next - rows;
        Iterator<String> transactions = IntStream.iterate(from, id -> id < next, id -> id + TRANSACTION)
                .mapToObj(id -> "DELETE FROM kafka_test WHERE id BETWEEN %d AND %d".formatted(id, id + TRANSACTION - 1))
                .iterator();
        return new Workload(rows, transactions, isGone(from), isGone(next - 1));
    }

    /**
     * The last few rows changed in turn, each change a transaction.
     *
     * @param value of a column by the number of the change, as {@code column = value} in SQL
     */
    Workload turns(int changes, int few, IntFunction<String> value) {
        int from = next - few;
        IntFunction<String> update = change -> "UPDATE kafka_test SET %s WHERE id = %d AND code = '%s'"
                .formatted(value.apply(change), from + change % few, code);
        IntFunction<String> is = change -> "%s AND %s".formatted(exists(from + change % few), value.apply(change));
        return new Workload(
                changes, IntStream.rangeClosed(1, changes).mapToObj(update).iterator(), is.apply(1), is.apply(changes));
    }

    /** Transactions as an application makes them: of ten rows, six are new, then three of them change and one is deleted. */
    Workload mixed(int rows) {
        int count = rows / 10;
        int from = next;
        next += count * 6;
        Iterator<String> transactions = IntStream.range(0, count)
                .mapToObj(number -> mixedFrom(from + number * 6))
                .iterator();
        return new Workload(count * 10, transactions, exists(from), exists(from + count * 6 - 1));
    }

    private String mixedFrom(int id) {
        return "START TRANSACTION;%s;UPDATE kafka_test SET text = 'changed' WHERE id BETWEEN %d AND %d;DELETE FROM kafka_test WHERE id = %d;COMMIT"
                .formatted(insert(id, 6), id + 1, id + 3, id + 4);
    }

    private String insert(int id, int rows) {
        return IntStream.range(id, id + rows)
                .mapToObj(one -> "(%1$d,'measured row %1$d','%2$s',NOW(),NOW())".formatted(one, code))
                .collect(Collectors.joining(
                        ",", "INSERT INTO kafka_test (id, text, code, create_date, modify_date) VALUES ", ""));
    }

    private String exists(int id) {
        return "SELECT 1 FROM kafka_test WHERE id = %d AND code = '%s'".formatted(id, code);
    }

    private String isGone(int id) {
        return "SELECT 1 FROM DUAL WHERE NOT EXISTS (%s)".formatted(exists(id));
    }

    /** @param text as given to {@link #updates} */
    String is(int id, String text) {
        return "%s AND text = '%s %d'".formatted(exists(id), text, id);
    }

    /** Makes the changes as fast as this database can when it need not be safe from a power cut. */
    static void write(Workload workload, Database database) {
        String durable = database.value("SELECT @@GLOBAL.innodb_flush_log_at_trx_commit");
        database.execute("SET GLOBAL innodb_flush_log_at_trx_commit = 0");
        try (Connection connection = DriverManager.getConnection(
                        database.jdbcUrl() + "?allowMultiQueries=true",
                        "root",
                        database.server().rootPassword());
                Statement statement = connection.createStatement()) {
            StringBuilder statements = new StringBuilder();
            for (int count = 1; workload.transactions().hasNext(); count++) {
                statements.append(workload.transactions().next()).append(';');
                if (count % STATEMENTS_AT_ONCE == 0 || statements.length() > 1_000_000) {
                    statement.execute(statements.toString());
                    statements.setLength(0);
                }
            }
            if (!statements.isEmpty()) {
                statement.execute(statements.toString());
            }
        } catch (SQLException e) {
            throw new IllegalStateException("%s refuses the rows of a benchmark".formatted(database), e);
        } finally {
            database.execute("SET GLOBAL innodb_flush_log_at_trx_commit = " + durable);
        }
    }
}
