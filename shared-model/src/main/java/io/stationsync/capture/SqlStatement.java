package io.stationsync.capture;

import io.stationsync.capture.SqlWords.Word;
import io.stationsync.capture.TableStatement.Kind;
import io.stationsync.model.TableId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/** What a QUERY event's statement does, as far as its keywords and names tell. */
final class SqlStatement {
    private static final Set<String> CHANGES =
            Set.of("INSERT", "UPDATE", "DELETE", "REPLACE", "LOAD", "WITH", "CALL", "SELECT", "DO");
    private static final Word END = new Word(";", false);

    private final String schema;
    private final List<Word> words;
    private int at;

    /** @param schema the default database */
    SqlStatement(String schema, String sql) {
        this.schema = schema;
        this.words = SqlWords.of(sql);
        if (accept("SET") && accept("STATEMENT")) {
            while (at < words.size() && !accept("FOR")) {
                at++;
            }
        } else {
            at = 0;
        }
        // ANALYZE runs the change that it explains; ANALYZE TABLE is another statement.
        if (accept("ANALYZE") && accept("FORMAT") && accept("=")) {
            at++;
        }
    }

    private Word word() {
        return at < words.size() ? words.get(at) : END;
    }

    private boolean accept(String... keywords) {
        for (String keyword : keywords) {
            if (word().is(keyword)) {
                at++;
                return true;
            }
        }
        return false;
    }

    /** Whether rows change by the statement itself, so that no row events say which. */
    boolean isChange() {
        return CHANGES.contains(firstKeyword()) || isCreateSelect();
    }

    private String firstKeyword() {
        return words.stream()
                .skip(at)
                .filter(Word::isName)
                .findFirst()
                .map(word -> word.text().toUpperCase(Locale.ROOT))
                .orElse("");
    }

    /** Of a procedure, an event, a trigger or a view only the body has these words: it says what will be done, not what is. */
    private boolean isCreateSelect() {
        int start = at;
        try {
            return accept("CREATE") && acceptTable() && hasRows();
        } finally {
            at = start;
        }
    }

    /** After CREATE: whether it is of a table. */
    private boolean acceptTable() {
        if (accept("OR")) {
            accept("REPLACE");
        }
        accept("TEMPORARY");
        return accept("TABLE");
    }

    /** After CREATE TABLE: a query or a list of rows; the ranges of partitions are VALUES LESS THAN or VALUES IN. */
    private boolean hasRows() {
        for (; at < words.size(); at++) {
            if (word().is("SELECT") || accept("VALUES") && word().is("(")) {
                return true;
            }
        }
        return false;
    }

    /** Whether the statement runs in, or names, that database. */
    boolean touches(String database) {
        return schema.equalsIgnoreCase(database)
                || words.stream().anyMatch(word -> word.isName() && word.text().equalsIgnoreCase(database));
    }

    /** Those of the tables that the statement names, in that database. */
    Set<TableId> named(String database, Predicate<TableId> tables) {
        Set<TableId> named = new LinkedHashSet<>();
        for (int i = 0; i < words.size(); i++) {
            Word word = words.get(i);
            boolean qualified = i >= 2
                    && words.get(i - 1).is(".")
                    && words.get(i - 2).text().equalsIgnoreCase(database);
            TableId table = new TableId(database, word.text());
            if (word.isName() && (qualified || schema.equalsIgnoreCase(database)) && tables.test(table)) {
                named.add(table);
            }
        }
        return named;
    }

    /** What the statement does to tables, in its order; temporary tables are none. */
    List<TableStatement> tableStatements() {
        int start = at;
        try {
            if (accept("TRUNCATE")) {
                accept("TABLE");
                return List.of(new TableStatement(Kind.TRUNCATE, name()));
            }
            if (accept("DROP")) {
                return drop();
            }
            if (accept("RENAME")) {
                return rename();
            }
            if (accept("ALTER")) {
                return alter();
            }
            return accept("CREATE") ? create() : List.of();
        } finally {
            at = start;
        }
    }

    private List<TableStatement> drop() {
        if (accept("DATABASE", "SCHEMA")) {
            exists();
            return List.of(new TableStatement(Kind.DROP_SCHEMA, new TableId(word().text(), "*")));
        }
        if (accept("INDEX")) {
            return on();
        }
        List<TableStatement> statements = new ArrayList<>();
        if (accept("TABLE", "TABLES")) {
            exists();
            do {
                statements.add(new TableStatement(Kind.DROP, name()));
            } while (accept(","));
        }
        return statements;
    }

    private List<TableStatement> rename() {
        List<TableStatement> statements = new ArrayList<>();
        if (accept("TABLE", "TABLES")) {
            exists();
            do {
                statements.add(new TableStatement(Kind.RENAME, name()));
                while (at < words.size() && !accept("TO")) {
                    at++;
                }
                statements.add(new TableStatement(Kind.RENAME, name()));
            } while (accept(","));
        }
        return statements;
    }

    private List<TableStatement> alter() {
        accept("ONLINE");
        boolean ignores = accept("IGNORE");
        accept("ONLINE");
        if (!accept("TABLE")) {
            return List.of();
        }
        exists();
        List<TableStatement> statements = new ArrayList<>();
        TableId table = name();
        statements.add(new TableStatement(Kind.ALTER, table));
        if (ignores) {
            // It deletes the rows that a new unique key does not allow.
            statements.add(new TableStatement(Kind.EXCHANGE, table));
        }
        while (at < words.size()) {
            if (accept("RENAME")) {
                if (accept("COLUMN")) {
                    statements.add(new TableStatement(Kind.RENAME_COLUMN, table));
                } else if (!accept("INDEX", "KEY")) {
                    accept("TO", "AS");
                    statements.add(new TableStatement(Kind.RENAME, table));
                    statements.add(new TableStatement(Kind.RENAME, name()));
                }
            } else if (accept("CHANGE")) {
                if (changesName()) {
                    statements.add(new TableStatement(Kind.RENAME_COLUMN, table));
                }
            } else if (accept("TRUNCATE", "DROP", "DISCARD", "IMPORT")) {
                if (accept("PARTITION", "TABLESPACE")) {
                    statements.add(new TableStatement(Kind.EXCHANGE, table));
                }
            } else if (accept("EXCHANGE", "CONVERT")) {
                if (acceptOtherTable()) {
                    statements.add(new TableStatement(Kind.EXCHANGE, table));
                    statements.add(new TableStatement(Kind.EXCHANGE, name()));
                }
            } else {
                at++;
            }
        }
        return statements;
    }

    /**
     * Whether a table follows that gives its rows to the partition or takes them from it: EXCHANGE PARTITION p WITH TABLE
     * t, CONVERT PARTITION p TO TABLE t, CONVERT TABLE t TO PARTITION p. CONVERT TO CHARACTER SET has none.
     */
    private boolean acceptOtherTable() {
        if (accept("PARTITION")) {
            while (at < words.size() && !word().is("TABLE")) {
                at++;
            }
        }
        return accept("TABLE");
    }

    /** After CHANGE: whether the column gets another name. */
    private boolean changesName() {
        accept("COLUMN");
        exists();
        String old = word().text();
        at++;
        return !old.equalsIgnoreCase(word().text());
    }

    private List<TableStatement> create() {
        boolean replaces = accept("OR") && accept("REPLACE");
        if (accept("TABLE")) {
            exists();
            TableId table = name();
            TableStatement create = new TableStatement(Kind.CREATE, table);
            return replaces ? List.of(new TableStatement(Kind.DROP, table), create) : List.of(create);
        }
        accept("UNIQUE", "FULLTEXT", "SPATIAL");
        return accept("INDEX") ? on() : List.of();
    }

    private List<TableStatement> on() {
        while (at < words.size() && !accept("ON")) {
            at++;
        }
        return List.of(new TableStatement(Kind.ALTER, name()));
    }

    private void exists() {
        if (accept("IF")) {
            accept("NOT");
            accept("EXISTS");
        }
    }

    private TableId name() {
        String first = word().text();
        at++;
        if (!accept(".")) {
            return new TableId(schema, first);
        }
        String second = word().text();
        at++;
        return new TableId(first, second);
    }
}
