-- The agent's account at a station. Run as an administrator, after replacing in a copy that nobody else can read:
--
--   @DATABASE@   the schema of the station's application
--   @TABLE@      a synced table: copy its GRANT line for each
--   @PASSWORD@   the password as a string, 'in quotes'
--
-- What is left unreplaced is an error, not a default. The server settings are in station.cnf.

-- Plain password authentication: ed25519, PARSEC, GSSAPI and the Unix socket cannot be used for reading the binlog.
-- 127.0.0.1 and not localhost: it also matches with skip_name_resolve.
CREATE USER IF NOT EXISTS 'stationsync_agent'@'127.0.0.1' IDENTIFIED BY @PASSWORD@;

-- Read the binlog, and see where it ends. (BINLOG MONITOR was REPLICATION CLIENT before 10.5.)
GRANT REPLICATION SLAVE, BINLOG MONITOR ON *.* TO 'stationsync_agent'@'127.0.0.1';

-- Apply what comes from the center.
GRANT SELECT, INSERT, UPDATE, DELETE ON `@DATABASE@`.`@TABLE@` TO 'stationsync_agent'@'127.0.0.1';

-- The agent's own tables. It creates this schema at its first start: the moment from which changes travel.
GRANT ALL ON stationsync.* TO 'stationsync_agent'@'127.0.0.1';

-- The settings of station.cnf on a running server, as far as it can take them; they hold for new sessions.
-- Put them into the file too, or the next restart forgets them. log_bin needs a restart.
--
--   SET GLOBAL binlog_format = 'ROW';
--   SET GLOBAL binlog_row_image = 'FULL';
--   SET GLOBAL binlog_row_metadata = 'FULL';
--   SET GLOBAL sync_binlog = 1;
--   SET GLOBAL expire_logs_days = 14;
--   SET GLOBAL slave_connections_needed_for_purge = 1;   -- 11.4 and later
--   SET GLOBAL max_allowed_packet = 67108864;
--   SET GLOBAL server_id = 101;                          -- your own number
--
-- Then let the station application reconnect: a session keeps the binlog_format and the row image it began with.
