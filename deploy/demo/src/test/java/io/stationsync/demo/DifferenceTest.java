package io.stationsync.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DifferenceTest {
    private static final List<String> KEY = List.of("id");

    private static Map<String, @Nullable String> row(String id, @Nullable String text) {
        Map<String, @Nullable String> row = new HashMap<>();
        row.put("id", id);
        row.put("text", text);
        return row;
    }

    @Test
    void theOrderOfRowsDoesNotMatter() {
        assertThat(Difference.between(
                        List.of(row("1", "a"), row("2", null)), List.of(row("2", null), row("1", "a")), KEY))
                .isEmpty();
    }

    @Test
    void namesTheColumnThatDiffers() {
        assertThat(Difference.between(List.of(row("1", null)), List.of(row("1", "null")), KEY))
                .hasValue("row [1]: text is null at the station, null at the center");
    }

    @Test
    void namesRowsThatAreOnOneSideOnly() {
        assertThat(Difference.between(List.of(row("1", "a")), List.of(row("2", "b")), KEY))
                .hasValueSatisfying(text -> assertThat(text)
                        .contains("only at the station: ", "id=1")
                        .contains("only at the center: ", "id=2"));
    }

    @Test
    void aRowThatIsTwiceOnOneSideIsADifference() {
        assertThat(Difference.between(List.of(row("1", "a")), List.of(row("1", "a"), row("1", "a")), KEY))
                .hasValue("1 rows at the station, 2 at the center");
    }

    @Test
    void showsOnlyTheFirstOfMany() {
        List<Map<String, @Nullable String>> rows = IntStream.range(0, 1000)
                .mapToObj(id -> row(String.valueOf(id), "a"))
                .toList();
        assertThat(Difference.between(rows, List.of(), KEY)).hasValueSatisfying(text -> assertThat(text)
                .startsWith("1000 rows at the station, 0 at the center")
                .endsWith("and 991 more"));
    }
}
