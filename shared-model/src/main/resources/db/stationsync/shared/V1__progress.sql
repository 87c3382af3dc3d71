-- MariaDB commits each DDL statement: whatever interrupts this file, it must be possible to run it again from the top.

-- How far each topic has been applied to this database. Written first in every transaction that applies something:
-- a transaction in the binlog that begins with a row of this table was made by the sync itself.
CREATE TABLE IF NOT EXISTS sync_progress (
  topic        varchar(249) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  partition_no int          NOT NULL,
  next_offset  bigint       NOT NULL COMMENT 'the first offset that has not been applied',
  epoch        bigint       NOT NULL COMMENT 'of the last record applied',
  seq          bigint       NOT NULL COMMENT 'of the last record applied, within its epoch',
  seen         bigint       NOT NULL COMMENT 'the oldest offset of the return topic that the records of the batch had seen',
  batch_rows   int          NOT NULL COMMENT 'how many rows this transaction applies',
  updated_at   timestamp(3) NOT NULL DEFAULT current_timestamp(3) ON UPDATE current_timestamp(3),
  PRIMARY KEY (topic, partition_no)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='StationSync: applied offsets and marker';

-- Where capture begins when Kafka holds no position: the moment at which the sync was installed here.
CREATE TABLE IF NOT EXISTS sync_origin (
  gtid_position varchar(4000) CHARACTER SET ascii NOT NULL,
  installed_at  timestamp(3)  NOT NULL DEFAULT current_timestamp(3)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='StationSync: where capture began';

INSERT INTO sync_origin (gtid_position)
SELECT @@global.gtid_binlog_pos FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM sync_origin);
