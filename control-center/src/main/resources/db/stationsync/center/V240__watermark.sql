-- A number that rises while the database lives. Kafka keeps the last one that was passed in the binlog: a database with a smaller
-- one was restored from a backup.
CREATE TABLE IF NOT EXISTS sync_watermark (
  id        tinyint NOT NULL,
  watermark bigint  NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='StationSync: tells a restored database';

INSERT IGNORE INTO sync_watermark (id, watermark) VALUES (1, 0);
