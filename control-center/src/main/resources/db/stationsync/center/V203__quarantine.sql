-- Changes of stations that the master database refuses or that can't be read. Later changes of the same row wait behind the
-- refused one, in the order of their offsets.
CREATE TABLE IF NOT EXISTS sync_quarantine (
  id            bigint        NOT NULL AUTO_INCREMENT,
  station       varchar(64)   NOT NULL,
  table_name    varchar(64)   NOT NULL,
  topic         varchar(249)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  record_offset bigint        NOT NULL,
  row_key       varchar(1000) NOT NULL COMMENT 'empty if it can''t be read',
  key_hash      binary(16)    NOT NULL COMMENT 'of the whole key; zeros if it can''t be read',
  op            char(1)       NOT NULL COMMENT 'c, u, d or r; ? if it can''t be read',
  state         varchar(10)   NOT NULL COMMENT 'refused, waiting (behind a refused change of its row) or unreadable',
  payload       longtext      NULL COMMENT 'the envelope; NULL if it can''t be read',
  raw           longblob      NULL COMMENT 'the bytes of what can''t be read',
  sql_state     varchar(5)    NULL,
  error_code    int           NULL COMMENT 'of MariaDB',
  message       varchar(1000) NULL COMMENT 'NULL while it waits',
  first_at      timestamp(3)  NOT NULL DEFAULT current_timestamp(3),
  last_at       timestamp(3)  NOT NULL DEFAULT current_timestamp(3) COMMENT 'of the last attempt',
  attempts      int           NOT NULL DEFAULT 1,
  PRIMARY KEY (id),
  UNIQUE KEY sync_quarantine_record (topic, record_offset),
  KEY sync_quarantine_row (topic, key_hash, record_offset),
  KEY sync_quarantine_cause (station, table_name, state)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='StationSync: changes that were set aside';
