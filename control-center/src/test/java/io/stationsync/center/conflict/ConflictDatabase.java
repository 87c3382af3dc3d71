package io.stationsync.center.conflict;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.stationsync.boot.SessionSettings;
import io.stationsync.center.fleet.Fleet;
import io.stationsync.center.table.MasterTables;
import io.stationsync.center.table.TablePolicies;
import io.stationsync.center.table.TablePolicy;
import io.stationsync.center.table.TablePolicy.Conflict;
import io.stationsync.database.SchemaReader;
import io.stationsync.model.Row;
import io.stationsync.model.RowKey;
import io.stationsync.model.StationCode;
import io.stationsync.model.TableSchema;
import io.stationsync.model.Value;
import io.stationsync.servers.MariaDbServer;
import io.stationsync.servers.Servers;
import io.stationsync.transport.SyncMeters;
import io.stationsync.wire.StatusRecords.Heartbeat;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/**
 * A center's MariaDB with our tables, the master table {@code parts} and a station that announces it. One for all tests of
 * the JVM: each takes rows of its own.
 */
public final class ConflictDatabase {
    public static final StationCode STATION = new StationCode("ST001");
    public static final String TABLE = "parts";

    private static final String PARTS = """
            CREATE TABLE parts (
              master_id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
              id bigint NOT NULL,
              text varchar(20) DEFAULT NULL,
              n int DEFAULT NULL,
              price decimal(10,2) DEFAULT NULL,
              picture varbinary(20) DEFAULT NULL,
              code varchar(20) NOT NULL,
              note varchar(20) DEFAULT 'of the master',
              UNIQUE KEY (id, code)
            ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4""";

    private static @Nullable ConflictDatabase opened;

    private final AtomicLong nextId = new AtomicLong(1);
    private final MariaDbServer server = Servers.mariaDb();
    private final HikariDataSource dataSource = new HikariDataSource();
    private final Fleet fleet = new Fleet();

    private ConflictDatabase() {
        try {
            server.execute("CREATE DATABASE test");
            dataSource.setJdbcUrl(server.jdbcUrl("test"));
            dataSource.setUsername("root");
            dataSource.setPassword(server.rootPassword());
            new SessionSettings().postProcessBeforeInitialization(dataSource, "dataSource");
            Flyway.configure()
                    .dataSource(dataSource)
                    .schemas("stationsync")
                    .defaultSchema("stationsync")
                    .createSchemas(true)
                    .locations("classpath:db/stationsync/shared", "classpath:db/stationsync/center")
                    .load()
                    .migrate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        execute(PARTS);
        announce(TABLE);
    }

    public static synchronized ConflictDatabase open() {
        if (opened == null) {
            opened = new ConflictDatabase();
        }
        return opened;
    }

    public String jdbcUrl() {
        return server.jdbcUrl("test");
    }

    public String password() {
        return server.rootPassword();
    }

    public DataSource dataSource() {
        return dataSource;
    }

    public Fleet fleet() {
        return fleet;
    }

    /** Has the station announce these tables: the columns of the master tables but for {@code master_id} and {@code note}. */
    public void announce(String... tables) {
        List<TableSchema> schemas = new ArrayList<>();
        try (Connection connection = dataSource.getConnection()) {
            for (String table : tables) {
                TableSchema master =
                        SchemaReader.read(connection, "test", table).orElseThrow();
                schemas.add(new TableSchema(
                        table,
                        master.columns().stream()
                                .filter(column -> !List.of("master_id", "note").contains(column.name()))
                                .toList(),
                        List.of("id")));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        fleet.announced(
                STATION,
                new Heartbeat(
                        "test", "test", 0, List.of(STATION.value()), "code", -1, Map.of(), schemas, Map.of(), null));
    }

    ContestedRows contestedRows() {
        return new ContestedRows(dataSource, fleet, new MasterTables("test", false, "code"));
    }

    ConflictResolver resolver(TablePolicy policy) {
        return new ConflictResolver(
                dataSource,
                contestedRows(),
                new TablePolicies(Map.of(TABLE, policy)),
                openConflicts(new SyncMeters(new SimpleMeterRegistry())));
    }

    OpenConflicts openConflicts(SyncMeters meters) {
        return new OpenConflicts(dataSource, meters, Clock.systemUTC(), Runnable::run);
    }

    public long newId() {
        return nextId.getAndIncrement();
    }

    /** A row as it would be without the master's own columns. */
    public static Row part(long id, @Nullable String text, int n) {
        Map<String, Value> values = new LinkedHashMap<>();
        values.put("id", Value.of(id));
        values.put("text", text == null ? Value.ofNull() : Value.of(text));
        values.put("n", Value.of(n));
        values.put("price", Value.of("1.50"));
        values.put("picture", Value.of(new byte[] {0, (byte) 0xff}));
        values.put("code", Value.of(STATION.value()));
        return Row.of(values);
    }

    public void insert(Row part) {
        execute("INSERT INTO parts (id, text, n, price, picture, code) VALUES (%s, %s, %s, 1.50, x'00ff', 'ST001')"
                .formatted(
                        part.get("id").display(),
                        part.get("text").isNull()
                                ? "NULL"
                                : "'" + part.get("text").display() + "'",
                        part.get("n").display()));
    }

    /** Stores a conflict. @return its number */
    public long store(Conflict policy, EditConflict conflict) {
        return store(TABLE, policy, conflict);
    }

    public long store(String table, Conflict policy, EditConflict conflict) {
        try (Connection connection = dataSource.getConnection()) {
            new ConflictTable().store(connection, STATION, table, policy, List.of(conflict));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return Long.parseLong(value("SELECT MAX(id) FROM stationsync.sync_conflict"));
    }

    public static RowKey key(long id) {
        return new RowKey(part(id, null, 0).project(RowKey.keyColumns(List.of("id"), "code")));
    }

    public void execute(String... statements) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of the first row; {@code nothing} if there is none. */
    public String value(String query) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "nothing";
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The master's row as text and number, {@code a|1}; {@code nothing} if it is gone. */
    public String part(long id) {
        return value("SELECT CONCAT_WS('|', text, n) FROM parts WHERE id = %d AND code = 'ST001'".formatted(id));
    }

    /** As {@code reversed|keep-station|anna|because}. */
    public String resolution(long conflict) {
        return value(
                "SELECT CONCAT_WS('|', state, resolution, resolved_by, reason) FROM stationsync.sync_conflict WHERE id = "
                        + conflict);
    }

    /** The detail of the audit of a conflict; {@code nothing} if there is none. */
    public String audited(long conflict) {
        return value("SELECT detail FROM stationsync.sync_audit WHERE subject = 'conflict %d'".formatted(conflict));
    }
}
