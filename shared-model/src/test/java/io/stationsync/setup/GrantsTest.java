package io.stationsync.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GrantsTest {
    private static Grants grants(String... lines) {
        return Grants.of(List.of(lines), true);
    }

    @Test
    void allPrivilegesIncludeEach() {
        Grants grants = grants("GRANT ALL PRIVILEGES ON *.* TO `root`@`localhost` WITH GRANT OPTION");

        assertThat(grants.hasGlobal("BINLOG MONITOR")).isTrue();
        assertThat(grants.missingOnTable("a", "b", List.of("SELECT"))).isEmpty();
    }

    @Test
    void aGrantOfColumnsIsNoGrantOfTheTable() {
        Grants grants = grants("GRANT SELECT (`id`, `a, ON`), UPDATE ON `test`.`t` TO `a`@`localhost`");

        assertThat(grants.missingOnTable("test", "t", List.of("SELECT", "UPDATE")))
                .containsExactly("SELECT");
    }

    @Test
    void namesMayBeQuotedAsAnsiWantsItAndHoldQuotes() {
        Grants grants = grants("GRANT SELECT ON \"test\".\"x`\"\"y\" TO \"a\"@\"localhost\"");

        assertThat(grants.missingOnTable("test", "x`\"y", List.of("SELECT"))).isEmpty();
    }

    @Test
    void theMostSpecificOfAnAccountsGrantsOnASchemaCountsAlone() {
        Grants grants = grants(
                "GRANT DELETE ON `te%`.* TO `a`@`%`",
                "GRANT SELECT ON `test`.* TO `a`@`%`",
                "GRANT INSERT ON `test`.* TO `r`",
                "GRANT UPDATE ON *.* TO PUBLIC");

        assertThat(grants.missingOnSchema("test", List.of("SELECT", "INSERT", "UPDATE", "DELETE")))
                .containsExactly("DELETE");
    }

    @Test
    void anUnescapedUnderscoreStandsForAnyCharacter() {
        Grants grants = grants("GRANT SELECT ON `a_b`.* TO `a`@`%`", "GRANT SELECT ON `c\\_d`.* TO `a`@`%`");

        assertThat(grants.missingOnSchema("axb", List.of("SELECT"))).isEmpty();
        assertThat(grants.missingOnSchema("c_d", List.of("SELECT"))).isEmpty();
        assertThat(grants.missingOnSchema("cxd", List.of("SELECT"))).containsExactly("SELECT");
    }

    @Test
    void grantsOfRoutinesAndProxiesAreLeftAside() {
        Grants grants = grants(
                "GRANT PROXY ON ''@'%' TO 'root'@'localhost' WITH GRANT OPTION",
                "GRANT EXECUTE ON FUNCTION `test`.`f` TO `a`@`%`",
                "GRANT `r` TO `a`@`%`",
                "SET DEFAULT ROLE NONE FOR `a`@`%`");

        assertThat(grants.missingOnTable("test", "f", List.of("EXECUTE"))).containsExactly("EXECUTE");
        assertThat(grants.inactiveRoles()).containsExactly("r");
    }
}
