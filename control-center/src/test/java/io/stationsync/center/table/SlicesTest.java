package io.stationsync.center.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SlicesTest {

    @Test
    void nothingHasNoSlices() {
        assertThat(Slices.of(List.<String>of(), 3, 10, String::length)).isEmpty();
    }

    @Test
    void aSliceHasAtMostSoManyElements() {
        assertThat(Slices.of(List.of("a", "b", "c", "d", "e"), 2, 100, String::length))
                .containsExactly(List.of("a", "b"), List.of("c", "d"), List.of("e"));
    }

    @Test
    void aSliceHasAtMostSoManyBytesButOneElementIsNeverCut() {
        assertThat(Slices.of(List.of("aa", "bb", "ccccccc", "d"), 9, 4, String::length))
                .containsExactly(List.of("aa", "bb"), List.of("ccccccc"), List.of("d"));
    }
}
