package io.stationsync.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableCatalogTest {
    private static final List<String> NAMES = List.of("p", "order", "orders", "order_item", "customer");

    @Test
    void similarNamesAreTheNearestFirst() {
        assertThat(new TableCatalog(NAMES, true).similarTo("Orders")).isEqualTo(" (similar: orders, order)");
        assertThat(new TableCatalog(NAMES, true).similarTo("costumer")).isEqualTo(" (similar: customer)");
        assertThat(new TableCatalog(NAMES, true).similarTo("place")).isEmpty();
        assertThat(new TableCatalog(NAMES, true).similarTo("order")).isEqualTo(" (similar: order, orders, order_item)");
    }

    @Test
    void upperAndLowerCaseDifferOnlyWhereTheServerSaysSo() {
        assertThat(new TableCatalog(NAMES, true).has("ORDERS")).isFalse();
        assertThat(new TableCatalog(NAMES, false).has("ORDERS")).isTrue();
    }
}
