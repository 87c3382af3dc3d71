package io.stationsync.servers;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A MariaDB 11.4 with what capture needs switched on ({@link MariaDbOptions}) and a fresh data directory.
 *
 * <p>The user {@code root} may do everything and logs in over TCP with {@link #rootPassword()}.
 */
public interface MariaDbServer extends Server {

    /** Always an address of this machine. */
    default String host() {
        return "127.0.0.1";
    }

    /** The password of root on every server. */
    String ROOT_PASSWORD = "root-of-a-test";

    int port();

    default String rootPassword() {
        return ROOT_PASSWORD;
    }

    /**
     * Where clients connect, without user and password.
     *
     * @param database an existing database, or empty for none
     */
    default String jdbcUrl(String database) {
        return "jdbc:mariadb://%s:%d/%s".formatted(host(), port(), database);
    }

    /** A new connection as root without a current database; the caller closes it. */
    default Connection connect() throws SQLException {
        return connect("");
    }

    /** A new connection as root; the caller closes it. */
    default Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), "root", rootPassword());
    }

    /** Runs the statements as root, in order, on one connection without a current database, each in its own transaction. */
    default void execute(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Whether a client is served now. */
    default boolean answers() {
        try (Connection connection = connect()) {
            return connection.isValid(5);
        } catch (SQLException refused) {
            return false;
        }
    }
}
