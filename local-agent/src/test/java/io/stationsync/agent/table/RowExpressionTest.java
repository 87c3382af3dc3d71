package io.stationsync.agent.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stationsync.model.Column;
import io.stationsync.model.Row;
import io.stationsync.model.TableSchema;
import io.stationsync.model.Value;
import io.stationsync.wire.ColumnTypes;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowExpressionTest {
    private static final TableSchema SCHEMA = new TableSchema(
            "orders",
            List.of(
                    column("id", "int(11)"),
                    column("status", "varchar(9)"),
                    column("amount", "decimal(65,30)"),
                    column("big", "bigint(20) unsigned"),
                    column("day", "datetime(3)"),
                    column("flags", "bit(9)"),
                    column("raw", "varbinary(3)"),
                    column("한글 열", "varchar(9)"),
                    column("nothing", "varchar(9)")),
            List.of("id"));

    private static final Row ROW = Row.of(Map.of(
            "id", Value.of(7),
            "status", Value.of("open"),
            "amount", Value.of("0.000000000000000000000000000001"),
            "big", Value.of(BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE)),
            "day", Value.of("2024-02-30 00:00:00.120"),
            "flags", Value.of(new byte[] {1, 1}),
            "raw", Value.of(new byte[] {0, -1}),
            "한글 열", Value.of("가"),
            "nothing", Value.ofNull()));

    private static Column column(String name, String type) {
        return new Column(name, type, null, true, null, false);
    }

    private static boolean test(String expression) {
        RowExpression parsed = new RowExpression(expression);
        assertThat(parsed.problems(SCHEMA.columnNames())).isEmpty();
        return parsed.test(ROW, ColumnTypes.of(SCHEMA));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "id == 7 and status == 'open'",
                "id > 6 && !(id >= 8)",
                "amount > 0",
                "big > 9223372036854775807L",
                "day >= '2024-02-30'",
                "flags == 257",
                "raw == '0x00ff'",
                "['한글 열'] == '가'",
                "nothing == null",
                "nothing?.length() == null",
                "(nothing ?: 'x') == 'x'",
                "status.startsWith('o')",
                "status matches 'o.*'",
                "{'open', 'new'}.contains(status)",
                "id between {1, 9}",
                "id > 9 ? false : true",
                "id + 1 == 8"
            })
    void aRowIsJudgedByTheValuesThatItHas(String expression) {
        assertThat(test(expression)).isTrue();
        assertThat(test("!(" + expression + ")")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "status ==                           | can't be understood at character",
                "status = 'x'                        | 'status='x'' at character 8 is not allowed",
                "T(java.lang.Runtime).getRuntime()   | at character 1 is not allowed",
                "new java.io.File('x') != null       | at character 1 is not allowed",
                "@bean == 1                          | at character 2 is not allowed",
                "#root.id == 1                       | at character 1 is not allowed",
                "id++ == 7                           | is not allowed",
                "status.bytes != null                | 'bytes' at character 8 is not allowed",
                "exit()                              | at character 1 is not allowed",
                "id == 1 or statsu == 'x'            | names the column statsu at character 12 (expected: one of [id, status",
                "['한 글'] == 'x'                     | names the column 한 글 at character 1"
            })
    void whatCannotBeJudgedIsNamedWithItsPlace(String expression, String problem) {
        assertThat(new RowExpression(expression).problems(SCHEMA.columnNames()))
                .first()
                .asString()
                .contains(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "status > 5             | fails at character 1: NOT_COMPARABLE",
                "nothing.length() > 5   | fails at character 9: METHOD_CALL_ON_NULL_OBJECT_NOT_ALLOWED",
                "id / (id - 7) > 1      | fails: ArithmeticException",
                "status.substring(9) == 'x' | fails: StringIndexOutOfBoundsException",
                "status.getClass() == 5 | fails at character 8: METHOD_NOT_FOUND",
                "status                 | gives no truth value (expected: true or false)"
            })
    void aRowThatNobodyCanJudgeIsNeitherInNorOut(String expression, String reason) {
        assertThatThrownBy(() -> test(expression))
                .isInstanceOf(UndecidedRowException.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining("open");
    }

    @Test
    void aRowWithoutTheColumnIsNeitherInNorOut() {
        Row older = Row.of(Map.of("id", Value.of(7)));

        assertThatThrownBy(() -> new RowExpression("status == 'open'").test(older, ColumnTypes.of(SCHEMA)))
                .isInstanceOf(UndecidedRowException.class)
                .hasMessage("the row has no column status");
    }
}
