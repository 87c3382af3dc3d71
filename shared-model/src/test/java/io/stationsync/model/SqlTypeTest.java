package io.stationsync.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTypeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "int(11); int",
                "BIGINT(20) UNSIGNED; bigint unsigned",
                "int(5) unsigned zerofill; int unsigned",
                "year(4); year",
                "decimal(10,2); decimal(10,2)",
                "varchar(10) /*M!100301 COMPRESSED*/; varchar(10)",
                "datetime(6); datetime(6)",
                "\"enum('a','it''s','B,c','\\\\')\"; \"enum('a','it''s','B,c','\\\\')\"",
            })
    void a_type_is_written_in_one_form(String columnType, String form) {
        assertThat(SqlType.parse(columnType)).hasToString(form);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int; DROP TABLE a",
                "varchar(10), ADD b int",
                "enum('a'), DROP b, ADD c enum('d')",
                "enum('a' 'b')",
                "enum('a\\')",
                "varchar(ten)",
                "nothing",
                ""
            })
    void what_is_no_type_is_refused(String text) {
        assertThatThrownBy(() -> SqlType.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
