package io.stationsync.center.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.stationsync.model.Column;
import io.stationsync.model.SqlType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypeFitTest {

    @ParameterizedTest(name = "{0} for {1}: {2}, widened {3}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "int(11); int; HOLDS; int",
                "bigint; int unsigned; HOLDS; bigint",
                "int; bigint; REFUSES_SOME; bigint",
                "int; int unsigned; REFUSES_SOME; bigint",
                "tinyint unsigned; smallint unsigned; REFUSES_SOME; smallint unsigned",
                "bigint; bigint unsigned; REFUSES_SOME; none",
                "int; varchar(10); DIFFERENT; none",
                "varchar(100); int; HOLDS; none",
                "varchar(10); int; REFUSES_SOME; none",
                "varchar(100); timestamp; DIFFERENT; none",
                "varchar(20); varchar(10); HOLDS; varchar(20)",
                "varchar(10); varchar(20); REFUSES_SOME; varchar(20)",
                "char(10); char(20); REFUSES_SOME; char(20)",
                "char(10); varchar(10); CHANGES_SOME; varchar(10)",
                "varchar(10); text; REFUSES_SOME; text",
                "text; mediumtext; REFUSES_SOME; mediumtext",
                "text; varchar(16383); HOLDS; text",
                "longtext; varchar(20); HOLDS; longtext",
                "decimal(10,2); decimal(8,4); CHANGES_SOME; decimal(12,4)",
                "decimal(10,2); decimal(11,2); REFUSES_SOME; decimal(11,2)",
                "decimal(65,0); decimal(30,30); CHANGES_SOME; none",
                "decimal(5,2) unsigned; decimal(5,2); REFUSES_SOME; decimal(5,2)",
                "float; double; DIFFERENT; none",
                "datetime; datetime(3); CHANGES_SOME; datetime(3)",
                "timestamp(6); timestamp; HOLDS; timestamp(6)",
                "datetime; timestamp; DIFFERENT; none",
                "\"enum('a','b')\"; \"enum('b','c')\"; REFUSES_SOME; \"enum('a','b','c')\"",
                "\"set('a')\"; \"set('a')\"; HOLDS; \"set('a')\"",
                "binary(5); binary(10); CHANGES_SOME; none",
                "varbinary(5); binary(10); REFUSES_SOME; varbinary(10)",
                "blob; varbinary(10); HOLDS; blob",
                "bit(3); bit(5); CHANGES_SOME; none",
                "inet4; inet6; DIFFERENT; none",
                "uuid; uuid; HOLDS; none",
                "geometry; point; HOLDS; none",
                "date; date; HOLDS; none",
            })
    void how_a_stations_type_fits_and_what_the_master_is_widened_to(
            String master, String station, TypeFit fit, String union) {
        SqlType mine = SqlType.parse(master);
        SqlType theirs = SqlType.parse(station);

        assertThat(TypeFit.of(mine, theirs)).isEqualTo(fit);
        assertThat(TypeUnion.of(mine, theirs).map(SqlType::toString).orElse("none"))
                .isEqualTo(union);
        TypeUnion.of(mine, theirs).ifPresent(both -> {
            assertThat(TypeFit.of(both, mine)).isEqualTo(TypeFit.HOLDS);
            assertThat(TypeFit.of(both, theirs)).isEqualTo(TypeFit.HOLDS);
        });
    }

    @Test
    void what_older_rows_have_in_an_added_column() {
        assertThat(ColumnDefault.of(column("a", "int"))).hasValue("NULL");
        assertThat(ColumnDefault.of(new Column("a", "int", null, false, null, false)))
                .hasValue("0");
        assertThat(ColumnDefault.of(new Column("a", "enum('x','y')", null, false, null, false)))
                .hasValue("'x'");
        assertThat(ColumnDefault.of(new Column("a", "varchar(9)", null, true, "'it''s'", false)))
                .hasValue("'it''s'");
        assertThat(ColumnDefault.of(new Column("a", "datetime", null, false, "current_timestamp()", false)))
                .isEmpty();
        // Whatever a station says, only a literal stands in a statement of ours.
        assertThat(ColumnDefault.of(new Column("a", "int", null, true, "1, DROP COLUMN b", false)))
                .isEmpty();
    }

    @Test
    void a_column_is_defined_anew_with_everything_that_it_had() {
        MasterColumns columns = MasterColumns.of("""
                CREATE TABLE `t` (
                  `a` varchar(10) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT 'NOT NULL, x' COMMENT 'a',
                  `b` int(11) NOT NULL,
                  PRIMARY KEY (`b`)
                )""");

        assertThat(columns.modified(
                        new Column("a", "varchar(10)", null, false, null, false), SqlType.parse("varchar(20)"), true))
                .isEqualTo(
                        "MODIFY COLUMN `a` varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL DEFAULT 'NOT NULL, x' COMMENT 'a'");
        assertThat(columns.modified(
                        new Column("b", "int(11)", null, false, null, false), SqlType.parse("bigint"), false))
                .isEqualTo("MODIFY COLUMN `b` bigint NOT NULL");
    }

    private static Column column(String name, String type) {
        return new Column(name, type, null, true, null, false);
    }
}
