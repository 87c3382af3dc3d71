package io.stationsync.agent.table;

import io.stationsync.model.Row;
import io.stationsync.model.Value;
import io.stationsync.model.ValueType;
import io.stationsync.wire.ColumnTypes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.SpelEvaluationException;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.Elvis;
import org.springframework.expression.spel.ast.Indexer;
import org.springframework.expression.spel.ast.InlineList;
import org.springframework.expression.spel.ast.Literal;
import org.springframework.expression.spel.ast.MethodReference;
import org.springframework.expression.spel.ast.OpDec;
import org.springframework.expression.spel.ast.OpInc;
import org.springframework.expression.spel.ast.Operator;
import org.springframework.expression.spel.ast.OperatorInstanceof;
import org.springframework.expression.spel.ast.OperatorNot;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.StringLiteral;
import org.springframework.expression.spel.ast.Ternary;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.MapAccessor;
import org.springframework.expression.spel.support.SimpleEvaluationContext;

/**
 * Says of a row, by the values that it has at the station, whether it travels. Thread-safe.
 *
 * <p>It is written in Spring's expression language: columns by their names, or as {@code ['any name']}, literals, operators
 * and methods of values; nothing that reaches out of the row. Numbers are numbers, DECIMAL exact; NULL is null; binary is
 * {@code 0x} and hexadecimal digits; all else is the text that SELECT shows, a TIMESTAMP in UTC with a final {@code Z}.
 */
public final class RowExpression {
    private static final EvaluationContext CONTEXT = SimpleEvaluationContext.forPropertyAccessors(
                    new MapAccessor(false))
            .withInstanceMethods()
            .build();

    private final String text;
    private final @Nullable SpelExpression expression;
    /** The columns that it names, each with the place where. */
    private final Map<String, Integer> columns = new TreeMap<>();

    private final List<String> problems = new ArrayList<>();

    /** Never fails: ask {@link #problems} before use. */
    public RowExpression(String text) {
        this.text = text;
        this.expression = parse(text);
    }

    private @Nullable SpelExpression parse(String source) {
        try {
            SpelExpression parsed = new SpelExpressionParser().parseRaw(source);
            visit(parsed.getAST());
            return parsed;
        } catch (ParseException e) {
            problems.add(
                    "can't be understood at character %d: %s".formatted(e.getPosition() + 1, e.getSimpleMessage()));
            return null;
        }
    }

    private void visit(SpelNode node) {
        if (node instanceof PropertyOrFieldReference column) {
            columns.put(column.getName(), place(node));
        } else if (node instanceof Indexer && nameIn(node) != null) {
            columns.put(String.valueOf(nameIn(node)), place(node));
        } else if (node instanceof CompoundExpression) {
            visit(node.getChild(0));
            for (int i = 1; i < node.getChildCount(); i++) {
                visitMethod(node.getChild(i));
            }
        } else if (isHarmless(node)) {
            visitChildren(node);
        } else {
            refuse(node);
        }
    }

    private void visitMethod(SpelNode node) {
        if (node instanceof MethodReference) {
            visitChildren(node);
        } else {
            refuse(node);
        }
    }

    private void visitChildren(SpelNode node) {
        for (int i = 0; i < node.getChildCount(); i++) {
            visit(node.getChild(i));
        }
    }

    private static @Nullable String nameIn(SpelNode indexer) {
        return indexer.getChild(0) instanceof StringLiteral name
                ? String.valueOf(name.getLiteralValue().getValue())
                : null;
    }

    private static boolean isHarmless(SpelNode node) {
        boolean writes = node instanceof OpInc || node instanceof OpDec || node instanceof OperatorInstanceof;
        return !writes
                && (node instanceof Operator
                        || node instanceof OperatorNot
                        || node instanceof Literal
                        || node instanceof InlineList
                        || node instanceof Ternary
                        || node instanceof Elvis);
    }

    private void refuse(SpelNode node) {
        problems.add(
                "'%s' at character %d is not allowed (expected: columns, literals, operators and methods of values)"
                        .formatted(node.toStringAST(), place(node)));
    }

    private static int place(SpelNode node) {
        return node.getStartPosition() + 1;
    }

    /**
     * What is wrong with it, a sentence each.
     *
     * @param known the columns that rows have
     */
    public List<String> problems(Collection<String> known) {
        List<String> all = new ArrayList<>(problems);
        columns.forEach((column, place) -> {
            if (!known.contains(column)) {
                all.add("names the column %s at character %d (expected: one of %s)".formatted(column, place, known));
            }
        });
        return all;
    }

    /**
     * @param types of the row's columns
     * @throws UndecidedRowException if it can't be said: the row may neither travel nor be left out
     */
    boolean test(Row row, ColumnTypes types) {
        if (expression == null) {
            throw new UndecidedRowException(String.join("; ", problems));
        }
        Map<String, @Nullable Object> values = new HashMap<>();
        for (String column : columns.keySet()) {
            Value value = row.find(column);
            if (value == null) {
                throw new UndecidedRowException("the row has no column " + column);
            }
            values.put(column, java(value, types.of(column)));
        }
        if (evaluate(expression, values) instanceof Boolean answer) {
            return answer;
        }
        throw new UndecidedRowException("'%s' gives no truth value (expected: true or false)".formatted(text));
    }

    /** Failures lose their message and cause: both may show values. */
    private @Nullable Object evaluate(SpelExpression parsed, Map<String, @Nullable Object> values) {
        try {
            return parsed.getValue(CONTEXT, values);
        } catch (SpelEvaluationException e) {
            throw new UndecidedRowException(
                    "'%s' fails at character %d: %s".formatted(text, e.getPosition() + 1, e.getMessageCode()));
        } catch (RuntimeException e) {
            throw new UndecidedRowException(
                    "'%s' fails: %s".formatted(text, e.getClass().getSimpleName()));
        }
    }

    private static @Nullable Object java(Value value, @Nullable ValueType type) {
        if (value.isNull()) {
            return null;
        }
        if (value instanceof Value.Int number) {
            return number.value();
        }
        if (value instanceof Value.BigInt number) {
            return number.value();
        }
        if (value instanceof Value.Float64 number) {
            return number.value();
        }
        if (value instanceof Value.Float32 number) {
            return number.value();
        }
        if (value instanceof Value.Binary bits && type == ValueType.BIT) {
            return new BigInteger(1, bits.value().toArray());
        }
        return type == ValueType.DECIMAL ? new BigDecimal(value.display()) : value.display();
    }

    /** What was parsed. */
    @Override
    public String toString() {
        return text;
    }
}
