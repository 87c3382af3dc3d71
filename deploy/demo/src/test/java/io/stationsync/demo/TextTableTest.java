package io.stationsync.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TextTableTest {

    @Test
    void alignsColumnsAndSaysHowMuchIsLeftOut() {
        assertThat(TextTable.lines(
                        "Rows",
                        List.of("id", "text"),
                        List.of(Map.of("id", "100", "text", "a"), Map.of("id", "2"), Map.of("id", "3")),
                        2))
                .containsExactly("Rows", "id   text", "100  a", "2    null", "… 1 more");
    }

    @Test
    void putsBlocksOfDifferentHeightBesideEachOther() {
        assertThat(TextTable.sideBySide(List.of(List.of("ab"), List.of("c", "d"))))
                .containsExactly("ab  |  c", "    |  d");
    }
}
