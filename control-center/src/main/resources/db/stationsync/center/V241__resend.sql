-- Rows that stations are to be told as they are. The center's capture reads each from the binlog; the transaction that writes one
-- deletes it again, so that the table is always empty.
CREATE TABLE IF NOT EXISTS sync_resend (
  id         bigint       NOT NULL AUTO_INCREMENT,
  station    varchar(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  table_name varchar(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  content    longtext     CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'the row as a JSON object',
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='StationSync: rows to send to stations';
