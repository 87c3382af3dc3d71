-- What people did through the API: who, what, to which row, and why.
CREATE TABLE IF NOT EXISTS sync_audit (
  id         bigint        NOT NULL AUTO_INCREMENT,
  at         timestamp(3)  NOT NULL DEFAULT current_timestamp(3),
  user_name  varchar(100)  NOT NULL,
  action     varchar(50)   NOT NULL COMMENT 'such as retry-quarantine',
  subject    varchar(100)  NOT NULL COMMENT 'such as change 17',
  station    varchar(64)   NULL,
  table_name varchar(64)   NULL,
  row_key    varchar(1000) NULL,
  reason     varchar(1000) NOT NULL,
  detail     longtext      NOT NULL COMMENT 'a JSON object: what was asked for and what it replaced',
  PRIMARY KEY (id),
  KEY sync_audit_at (at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='StationSync: what operators did';
