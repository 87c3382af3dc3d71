package io.stationsync.servers;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Server variables for a test: the binlog as capture needs it, little memory, safe against SIGKILL and power cuts.
 * Every server of this JVM gets its own {@code server_id} and {@code gtid_domain_id}.
 *
 * @see <a href="https://mariadb.com/kb/en/replication-and-binary-log-system-variables/">MariaDB: binary log variables</a>
 */
final class MariaDbOptions {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Map<String, String> values = new LinkedHashMap<>();

    /** @param overrides variables by name, with {@code -} or {@code _}; they win over the defaults */
    MariaDbOptions(Map<String, String> overrides) {
        int number = NUMBER.incrementAndGet();
        values.put("server_id", String.valueOf(1000 + number));
        values.put("gtid_domain_id", String.valueOf(number));
        values.put("log_bin", "binlog");
        values.put("binlog_format", "ROW");
        values.put("binlog_row_image", "FULL");
        values.put("binlog_row_metadata", "FULL");
        values.put("sync_binlog", "1");
        values.put("innodb_flush_log_at_trx_commit", "1");
        // Unknown before 11.4: "loose" makes the server ignore a variable that it does not have.
        values.put("loose_slave_connections_needed_for_purge", "0");
        values.put("character_set_server", "utf8mb4");
        values.put("max_allowed_packet", "16M");
        values.put("skip_name_resolve", "ON");
        // On, 11.4 makes itself a new RSA key at every start, which takes up to 12 s.
        values.put("ssl", "OFF");
        values.put("innodb_buffer_pool_size", "64M");
        values.put("innodb_buffer_pool_dump_at_shutdown", "OFF");
        values.put("innodb_log_file_size", "32M");
        values.put("table_open_cache", "400");
        overrides.forEach((name, value) -> values.put(name.replace('-', '_'), value));
    }

    /** As command line arguments of the server. */
    List<String> arguments() {
        return values.entrySet().stream()
                .map(option -> "--" + option.getKey().replace('_', '-') + "=" + option.getValue())
                .toList();
    }
}
