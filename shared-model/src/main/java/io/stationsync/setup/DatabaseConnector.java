package io.stationsync.setup;

import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Opens a connection to a service's database, and tells a database that is down from settings that are wrong: a service
 * waits for the one and ends with the other. An attempt takes ten seconds at most, unless the URL says otherwise.
 */
public final class DatabaseConnector {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** One host only: the binlog is read from that very server. */
    private static final Pattern URL =
            Pattern.compile("jdbc:mariadb://(?<server>(?:\\[[0-9A-Fa-f:.]+]|[^/:,?@()]+)(?::\\d{1,5})?)"
                    + "/(?<schema>[^/?]+)(?:\\?.*)?");

    private static final Pattern DENIED_ACCOUNT = Pattern.compile("for user '(.*)'@'([^']*)'");

    private static final String URL_FIX =
            "spring.datasource.url: jdbc:mariadb://host:port/database (SPRING_DATASOURCE_URL)";
    private static final String ACCOUNT_FIX = "Correct spring.datasource.username and spring.datasource.password "
            + "(SPRING_DATASOURCE_USERNAME, SPRING_DATASOURCE_PASSWORD)";

    private DatabaseConnector() {}

    /** How an attempt to connect ended. */
    public sealed interface Attempt {
        /** The caller closes the connection. */
        record Opened(Connection connection) implements Attempt {}

        /** Nobody answers, or the server cannot take us just now: worth another try. The finding is a problem. */
        record Unreachable(Finding finding) implements Attempt {}

        /** Trying again cannot help, a setting is wrong. The finding is a problem. */
        record Wrong(Finding finding) implements Attempt {}

        /** Why there is no connection; empty if there is one. */
        default Optional<Finding> failure() {
            if (this instanceof Unreachable unreachable) {
                return Optional.of(unreachable.finding());
            }
            return this instanceof Wrong wrong ? Optional.of(wrong.finding()) : Optional.empty();
        }
    }

    /** The schema that the URL names. */
    public static String schema(String url) {
        Matcher matcher = URL.matcher(url);
        if (!matcher.matches()) {
            throw new SetupException(List.of(unsupported(url)));
        }
        return matcher.group("schema");
    }

    public static Attempt open(String url, @Nullable String username, @Nullable String password) {
        Matcher matcher = URL.matcher(url);
        if (!matcher.matches()) {
            return new Attempt.Wrong(unsupported(url));
        }
        Target target = new Target(matcher.group("server"), matcher.group("schema"), username == null ? "" : username);
        try {
            return new Attempt.Opened(DriverManager.getConnection(url, properties(target.user(), password)));
        } catch (SQLException e) {
            return failure(target, e);
        }
    }

    private record Target(String server, String schema, String user) {}

    private static Properties properties(String username, @Nullable String password) {
        Properties properties = new Properties();
        properties.setProperty("user", username);
        properties.setProperty("password", password == null ? "" : password);
        properties.setProperty("connectTimeout", String.valueOf(PATIENCE.toMillis()));
        return properties;
    }

    private static Attempt failure(Target target, SQLException e) {
        return wrong(target, e)
                .<Attempt>map(Attempt.Wrong::new)
                .orElseGet(() -> new Attempt.Unreachable(unreachable(target, e)));
    }

    /** Error numbers as in MariaDB's list of error codes. What is not known to be wrong may pass. */
    private static Optional<Finding> wrong(Target target, SQLException e) {
        String server = target.server();
        return Optional.ofNullable(
                switch (e.getErrorCode()) {
                    case 1045, 1698 ->
                        problem(
                                "%s refuses user '%s' or the password: %s".formatted(server, target.user(), text(e)),
                                ACCOUNT_FIX + ", or create the account there.");
                    case 1049 ->
                        problem(
                                "%s has no database %s: %s".formatted(server, target.schema(), text(e)),
                                "Correct the database in " + URL_FIX);
                    case 1044 ->
                        problem(
                                "user '%s' may not use database %s: %s"
                                        .formatted(target.user(), target.schema(), text(e)),
                                noGrantFix(target, e));
                    case 1130 ->
                        problem(
                                "%s takes no connection from this machine: %s".formatted(server, text(e)),
                                "Create the account for this machine: CREATE USER '%s'@'<this machine>' IDENTIFIED BY '<password>'"
                                        .formatted(target.user()));
                    case 1820, 1862, 4151 ->
                        problem(
                                "user '%s' is locked or its password has expired: %s".formatted(target.user(), text(e)),
                                "ALTER USER '%s'@'<host>' ACCOUNT UNLOCK, or give it a new password."
                                        .formatted(target.user()));
                    case 1251, 1524 ->
                        problem(
                                "user '%s' logs in with a plugin that cannot be used: %s"
                                        .formatted(target.user(), text(e)),
                                "ALTER USER '%s'@'<host>' IDENTIFIED VIA mysql_native_password USING PASSWORD('<password>')"
                                        .formatted(target.user()));
                    default -> wrongSetting(target, e);
                });
    }

    /** The driver's own complaints have no SQL state; failures to connect have one of class 08. */
    private static @Nullable Finding wrongSetting(Target target, SQLException e) {
        if (causes(e).anyMatch(CertificateException.class::isInstance)) {
            return problem(
                    "the certificate of %s is not trusted: %s".formatted(target.server(), text(e)),
                    "Set serverSslCert in spring.datasource.url to the server's certificate or its authority's.");
        }
        return e.getErrorCode() <= 0 && e.getSQLState() == null
                ? problem("the driver does not accept the URL: " + text(e), URL_FIX)
                : null;
    }

    /** The server names the account that it took us for: {@code Access denied for user 'a'@'localhost' to ...}. */
    private static String noGrantFix(Target target, SQLException e) {
        Matcher account = DENIED_ACCOUNT.matcher(text(e));
        return account.find()
                ? "GRANT SELECT, INSERT, UPDATE, DELETE ON %s.* TO %s;"
                        .formatted(
                                Sql.grantedSchema(target.schema()),
                                Sql.account(account.group(1) + "@" + account.group(2)))
                : "Grant it SELECT, INSERT, UPDATE, DELETE on %s.*".formatted(Sql.grantedSchema(target.schema()));
    }

    private static Finding unreachable(Target target, SQLException e) {
        boolean isUnknown = causes(e).anyMatch(UnknownHostException.class::isInstance);
        return problem(
                isUnknown
                        ? "the name of the server %s is unknown".formatted(target.server())
                        : "no connection to %s: %s".formatted(target.server(), text(e)),
                "Start MariaDB there and see that the port is open, or correct " + URL_FIX);
    }

    private static Finding unsupported(String url) {
        return problem(
                "spring.datasource.url is '%s' (expected: jdbc:mariadb://host:port/database)"
                        .formatted(withoutSecrets(url)),
                URL_FIX);
    }

    /** Without parameters and without what stands before an {@code @}: either may be a password. */
    private static String withoutSecrets(String url) {
        return url.replaceAll("[?;].*", "").replaceAll("//.*@", "//");
    }

    private static Finding problem(String message, String fix) {
        return Finding.problem("database", message, fix);
    }

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.iterate(e, t -> t != null, Throwable::getCause);
    }

    private static String text(SQLException e) {
        return String.valueOf(e.getMessage());
    }
}
