package io.stationsync.capture;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.network.SSLMode;
import com.github.shyiko.mysql.binlog.network.ServerException;
import com.github.shyiko.mysql.binlog.network.protocol.ResultSetRowPacket;
import com.github.shyiko.mysql.binlog.network.protocol.command.DumpBinaryLogCommand;
import com.github.shyiko.mysql.binlog.network.protocol.command.QueryCommand;
import io.stationsync.capture.CaptureException.Reason;
import io.stationsync.model.GtidPosition;
import io.stationsync.model.GtidPosition.Gtid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the client library, which does the login, TLS and the negotiation of checksums and heartbeats. Its
 * GTID mode stays off, because that would follow the position in its own way: the start is requested here instead.
 */
final class ServerConnection extends BinaryLogClient {
    private static final int SLAVE_CAPABILITY_GTID = 4;
    private static final byte ERROR = (byte) 0xFF;
    private static final byte END = (byte) 0xFE;

    private final GtidPosition from;
    private final Runnable lowerCase;
    private @Nullable Exception lost;

    /** @param lowerCase called before the first event if the server keeps the names of tables in lower case */
    ServerConnection(CaptureSettings settings, GtidPosition from, EventStream events, Runnable lowerCase) {
        super(settings.host(), settings.port(), settings.username(), settings.password());
        this.from = from;
        this.lowerCase = lowerCase;
        setServerId(settings.serverId());
        setBinlogFilename("");
        setKeepAlive(false);
        setHeartbeatInterval(settings.heartbeat().toMillis());
        setConnectTimeout(settings.connectTimeout().toMillis());
        setSSLMode(
                switch (settings.tls()) {
                    case OFF -> SSLMode.DISABLED;
                    case TRUST -> SSLMode.REQUIRED;
                    case VERIFY -> SSLMode.VERIFY_IDENTITY;
                });
        setEventDeserializer(events);
        registerLifecycleListener(new AbstractLifecycleListener() {
            @Override
            public void onCommunicationFailure(BinaryLogClient client, Exception e) {
                lost = e;
            }
        });
    }

    /** What ended the stream of events; null if the server just closed the connection. */
    @Nullable
    Exception lost() {
        return lost;
    }

    @Override
    protected void requestBinaryLogStream() throws IOException {
        if (!Boolean.TRUE.equals(getMariaDB())) {
            throw new Refused(Reason.SETTINGS, "the server is not MariaDB (expected: MariaDB 10.5 or later)");
        }
        if (!value("SELECT @@GLOBAL.log_bin").equals("1")) {
            throw new Refused(
                    Reason.SETTINGS,
                    "the server writes no binlog (log_bin, expected: ON). Set log_bin in the server's configuration "
                            + "and restart it");
        }
        checkHistory(value("SELECT @@GLOBAL.gtid_binlog_state"));
        if (!value("SELECT @@GLOBAL.lower_case_table_names").equals("0")) {
            lowerCase.run();
        }
        execute("SET @mariadb_slave_capability=" + SLAVE_CAPABILITY_GTID);
        execute("SET @slave_connect_state='" + from + "'");
        execute("SET @slave_gtid_strict_mode=0");
        execute("SET @slave_gtid_ignore_duplicates=0");
        channel.write(new DumpBinaryLogCommand(getServerId(), "", 0));
    }

    /**
     * A server whose binlog was reset, or that was restored from a backup, may take a position that it has yet to reach
     * and would silently leave out everything up to it.
     */
    private void checkHistory(String state) throws IOException {
        List<Gtid> written = new ArrayList<>();
        for (String text : state.isBlank() ? new String[0] : state.split(",", -1)) {
            written.add(Gtid.parse(text));
        }
        for (Gtid gtid : from.domains().values()) {
            boolean there = written.stream()
                    .anyMatch(last -> last.domain() == gtid.domain()
                            && last.server() == gtid.server()
                            && Long.compareUnsigned(last.sequence(), gtid.sequence()) >= 0);
            if (!there) {
                throw new Refused(
                        Reason.POSITION_LOST,
                        ("transaction %s was read from this server before, but its binlog has only reached [%s]: it was "
                                        + "reset, or the database restored from a backup. Resync")
                                .formatted(gtid, state));
            }
        }
    }

    private void execute(String sql) throws IOException {
        channel.write(new QueryCommand(sql));
        read();
    }

    private String value(String sql) throws IOException {
        execute(sql);
        while (read()[0] != END) {
            // The description of the columns.
        }
        String value = "";
        for (byte[] packet = read(); packet[0] != END; packet = read()) {
            value = new ResultSetRowPacket(packet).getValue(0);
        }
        return value;
    }

    private byte[] read() throws IOException {
        byte[] packet = channel.read();
        if (packet[0] == ERROR) {
            checkError(packet);
        }
        return packet;
    }

    /** A refusal that passes through the library's code. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        private final Reason reason;

        Refused(Reason reason, String message) {
            super(message);
            this.reason = reason;
        }

        CaptureException toCaptureException() {
            return new CaptureException(reason, String.valueOf(getMessage()), this);
        }
    }

    /** An error packet of the server as a reason to end. */
    static CaptureException failure(ServerException e) {
        String message = "the server reports error %d: %s".formatted(e.getErrorCode(), e.getMessage());
        String lower = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return switch (e.getErrorCode()) {
            case 1044, 1045, 1130, 1142, 1227, 1251, 1275, 1698, 2059, 4151 ->
                new CaptureException(
                        Reason.AUTHENTICATION,
                        message + ". Check the account and its password (mysql_native_password) and "
                                + "GRANT REPLICATION SLAVE, BINLOG MONITOR ON *.* to it",
                        e);
            case 1236 -> fatalReadError(e, message, lower);
            default ->
                lower.contains("same server")
                        ? serverIdTaken(e, message)
                        : new CaptureException(Reason.CONNECTION, message + ". Connect again", e);
        };
    }

    private static CaptureException fatalReadError(ServerException e, String message, String lower) {
        if (lower.contains("same server")) {
            return serverIdTaken(e, message);
        }
        if (containsAny(lower, "purged", "not in the master", "gtid", "could not find first log")) {
            return new CaptureException(
                    Reason.POSITION_LOST, message + ". What follows the position is gone from the binlog; resync", e);
        }
        if (containsAny(lower, "binary log is not open", "binlog is disabled", "server id")) {
            return new CaptureException(Reason.SETTINGS, message + ". Set log_bin and server_id", e);
        }
        return new CaptureException(Reason.UNREADABLE, message + ". Check the server's disk and max_allowed_packet", e);
    }

    private static CaptureException serverIdTaken(ServerException e, String message) {
        return new CaptureException(
                Reason.SERVER_ID_TAKEN,
                message + ". Another replica or capture uses our server id; give each its own",
                e);
    }

    private static boolean containsAny(String text, String... words) {
        return Arrays.stream(words).anyMatch(text::contains);
    }
}
