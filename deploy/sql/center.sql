-- The center's account at the master database. Run as an administrator, after replacing in a copy that nobody else can read:
--
--   @DATABASE@   the schema of the master tables; _ stands for any character in a GRANT on a whole schema: write it as \_
--   @PASSWORD@   the password as a string, 'in quotes'
--
-- What is left unreplaced is an error or has no effect. The server settings are in center.cnf.

-- Plain password authentication: ed25519, PARSEC, GSSAPI and the Unix socket cannot be used for reading the binlog.
-- 127.0.0.1 and not localhost: it also matches with skip_name_resolve. If the database is on another machine or in
-- a container, replace it by the center's address as the database sees it.
CREATE USER IF NOT EXISTS 'stationsync_center'@'127.0.0.1' IDENTIFIED BY @PASSWORD@;

-- Read the binlog, and see where it ends. (BINLOG MONITOR was REPLICATION CLIENT before 10.5.)
GRANT REPLICATION SLAVE, BINLOG MONITOR ON *.* TO 'stationsync_center'@'127.0.0.1';

-- Apply what comes from the stations.
GRANT SELECT, INSERT, UPDATE, DELETE ON `@DATABASE@`.* TO 'stationsync_center'@'127.0.0.1';

-- Create a master table that is missing, and add to it what the stations' tables gain (sync.auto-create, evolve).
GRANT CREATE, ALTER ON `@DATABASE@`.* TO 'stationsync_center'@'127.0.0.1';

-- The center's own tables. It creates this schema at its first start: the moment from which edits travel.
GRANT ALL ON stationsync.* TO 'stationsync_center'@'127.0.0.1';

-- The settings of center.cnf on a running server, as far as it can take them; they hold for new sessions.
-- Put them into the file too, or the next restart forgets them. log_bin needs a restart.
--
--   SET GLOBAL binlog_format = 'ROW';
--   SET GLOBAL binlog_row_image = 'FULL';
--   SET GLOBAL binlog_row_metadata = 'FULL';
--   SET GLOBAL sync_binlog = 1;
--   SET GLOBAL expire_logs_days = 14;
--   SET GLOBAL slave_connections_needed_for_purge = 1;   -- 11.4 and later
--   SET GLOBAL max_allowed_packet = 67108864;
--   SET GLOBAL server_id = 1000;                         -- your own number
--
-- Then let the applications of the center reconnect: a session keeps the binlog_format and the row image it began with.
