package io.stationsync.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SqlScriptTest {

    @Test
    void splitsStatementsAndLeavesCommentsOut() {
        assertThat(SqlScript.statements("""
                -- A comment; with a semicolon
                CREATE USER a;

                  -- another
                GRANT x
                  ON y;
                """)).containsExactly("CREATE USER a", "GRANT x\n  ON y");
    }

    @Test
    void readsTheProductsScripts() {
        assertThat(SqlScript.statements(Repository.text("deploy/sql/station.sql")))
                .hasSizeGreaterThanOrEqualTo(4)
                .allMatch(statement -> statement.startsWith("CREATE USER ") || statement.startsWith("GRANT "));
        assertThat(SqlScript.statements(Repository.text("deploy/sql/center.sql")))
                .hasSizeGreaterThanOrEqualTo(5)
                .allMatch(statement -> statement.startsWith("CREATE USER ") || statement.startsWith("GRANT "));
    }
}
