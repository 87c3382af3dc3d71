-- Comparisons of a station's table with the master's rows of that station.
CREATE TABLE IF NOT EXISTS sync_verification (
  id             bigint        NOT NULL AUTO_INCREMENT,
  station        varchar(64)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  table_name     varchar(64)   CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  state          varchar(20)   CHARACTER SET ascii NOT NULL DEFAULT 'waiting' COMMENT 'waiting, running, done, failed, cancelled',
  requested_by   varchar(100)  NOT NULL COMMENT 'a user, or schedule',
  reason         varchar(1000) NOT NULL,
  round_no       bigint        NOT NULL DEFAULT 0 COMMENT 'of the last command: what the station says in answer to another one is out of date',
  requested_at   timestamp(3)  NOT NULL DEFAULT current_timestamp(3),
  started_at     timestamp(3)  NULL DEFAULT NULL,
  ended_at       timestamp(3)  NULL DEFAULT NULL,
  rows_compared  bigint        NOT NULL DEFAULT 0 COMMENT 'rows of the station',
  differing_rows bigint        NOT NULL DEFAULT 0 COMMENT 'that both have, with other values',
  missing_rows   bigint        NOT NULL DEFAULT 0 COMMENT 'that the center does not have',
  extra_rows     bigint        NOT NULL DEFAULT 0 COMMENT 'that the station does not have',
  undecided_rows bigint        NOT NULL DEFAULT 0 COMMENT 'that were edited whenever they were looked at',
  problem        varchar(1000) NULL COMMENT 'why it failed',
  PRIMARY KEY (id),
  KEY sync_verification_table (station, table_name, id),
  KEY sync_verification_state (state)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='StationSync: verifications';

-- The rows in which both sides differ, as they were when they were last looked at.
CREATE TABLE IF NOT EXISTS sync_verification_row (
  verification bigint      NOT NULL,
  row_no       int         NOT NULL,
  kind         varchar(20) CHARACTER SET ascii NOT NULL COMMENT 'differing, missing (at the center) or extra (there)',
  row_key      longtext    NOT NULL COMMENT 'the primary key at the station, a JSON object',
  row_after    longtext    NULL COMMENT 'the key before it, likewise; null: there is none',
  columns      longtext    NOT NULL COMMENT 'a JSON array of those that differ',
  station_row  longtext    NULL COMMENT 'a JSON object',
  master_row   longtext    NULL COMMENT 'a JSON object',
  PRIMARY KEY (verification, row_no),
  CONSTRAINT sync_verification_row_of FOREIGN KEY (verification) REFERENCES sync_verification (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='StationSync: rows that differ';
