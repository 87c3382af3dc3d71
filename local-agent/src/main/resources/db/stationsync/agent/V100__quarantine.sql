-- Changes that were set aside. A change is stored once, however often its transaction is read again.
CREATE TABLE IF NOT EXISTS sync_quarantine (
  id         bigint        NOT NULL AUTO_INCREMENT,
  station    varchar(64)   NOT NULL,
  table_name varchar(64)   NOT NULL,
  row_key    varchar(1000) NOT NULL,
  op         char(1)       NOT NULL,
  payload    longtext      NOT NULL COMMENT 'the envelope as it would have travelled',
  reason     varchar(1000) NOT NULL,
  gtid       varchar(100)  CHARACTER SET ascii NOT NULL,
  row_no     bigint        NOT NULL,
  first_at   timestamp(3)  NOT NULL DEFAULT current_timestamp(3),
  PRIMARY KEY (id),
  UNIQUE KEY sync_quarantine_change (gtid, row_no, op)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='StationSync: changes that were set aside';
