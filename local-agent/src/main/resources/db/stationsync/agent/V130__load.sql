-- Requests to send all rows of a table again. The agent remembers, with its position in Kafka, up to which one it has gone.
CREATE TABLE IF NOT EXISTS sync_resync (
  id           bigint        NOT NULL AUTO_INCREMENT,
  table_name   varchar(64)   NOT NULL,
  reason       varchar(1000) NOT NULL COMMENT 'who asked for it and why',
  requested_at timestamp(3)  NOT NULL DEFAULT current_timestamp(3),
  PRIMARY KEY (id),
  KEY sync_resync_table (table_name, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='StationSync: requests to send a table again';

-- One row, written after each snapshot of a load, so that the binlog has a transaction behind it.
CREATE TABLE IF NOT EXISTS sync_load (
  id        tinyint NOT NULL,
  snapshots bigint  NOT NULL COMMENT 'how many there have been',
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='StationSync: loads';

INSERT IGNORE INTO sync_load (id, snapshots) VALUES (1, 0);

-- Whether Kafka has ever held a position of this database: then a missing one has been lost, and this is no first start.
ALTER TABLE sync_origin
  ADD COLUMN IF NOT EXISTS started_at timestamp(3) NULL DEFAULT NULL COMMENT 'when Kafka first held a position';
