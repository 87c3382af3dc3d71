package io.stationsync.database;

import io.stationsync.model.TableId;
import java.sql.SQLException;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.HostAddress;

/** Where a database is, from its JDBC URL. */
public record DatabaseAddress(String host, int port, String schema) {
    /** The schema of our own tables on every server. */
    public static final String OWN_SCHEMA = "stationsync";

    /** The table whose row begins every transaction of ours. */
    public static final TableId MARKER = new TableId(OWN_SCHEMA, "sync_progress");

    /** @throws IllegalArgumentException naming the URL and what was expected */
    public static DatabaseAddress parse(String url) {
        try {
            Configuration configuration = Configuration.parse(url);
            if (configuration != null
                    && configuration.addresses().size() == 1
                    && configuration.database() != null
                    && !configuration.database().isEmpty()) {
                HostAddress address = configuration.addresses().get(0);
                return new DatabaseAddress(address.host, address.port, configuration.database());
            }
        } catch (SQLException e) {
            throw new IllegalArgumentException(wrong(url), e);
        }
        throw new IllegalArgumentException(wrong(url));
    }

    private static String wrong(String url) {
        // What follows the question mark may hold a password.
        return "spring.datasource.url: '%s' (expected: jdbc:mariadb://host:port/database with one host)"
                .formatted(url.split("\\?", 2)[0]);
    }
}
