package io.stationsync.setup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE USER `a`@`%` IDENTIFIED BY PASSWORD '*B69027D4'",
                "CREATE USER `a`@`%`",
                "CREATE USER `a`@`%` IDENTIFIED VIA mysql_native_password USING '*B69027D4' OR ed25519 USING 'h'",
                "CREATE USER `a`@`%` IDENTIFIED VIA unix_socket OR mysql_native_password USING '*B69027D4'",
                "CREATE USER `a`@`%` IDENTIFIED VIA caching_sha2_password USING '$A$ OR ed25519' REQUIRE SSL"
            })
    void anAccountThatTheBinlogClientCanLogInAsIsOk(String createUser) {
        assertThat(GrantChecks.authentication("'a'@'%'", createUser).level()).isEqualTo(Finding.Level.OK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "parsec", "gssapi", "unix_socket", "pam"})
    void aPluginThatTheBinlogClientDoesNotHaveIsNamedWithoutTheHash(String plugin) {
        Finding problem = GrantChecks.authentication(
                "'a'@'%'", "CREATE USER `a`@`%` IDENTIFIED VIA " + plugin + " USING 'the-hash'");

        assertThat(problem.isProblem()).isTrue();
        assertThat(problem.message())
                .startsWith("'a'@'%' logs in with " + plugin + " (expected: mysql_native_password");
        assertThat(problem.fix()).contains("ALTER USER 'a'@'%' IDENTIFIED VIA mysql_native_password");
        assertThat(problem.toString()).doesNotContain("the-hash");
    }
}
