-- What stations are to do. The center's capture reads each row from the binlog and sends it on the station's return topic.
CREATE TABLE IF NOT EXISTS sync_command (
  id         bigint        NOT NULL AUTO_INCREMENT,
  station    varchar(64)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind       varchar(20)   CHARACTER SET ascii NOT NULL COMMENT 'resync',
  table_name varchar(64)   NOT NULL,
  arguments  longtext      CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT '{}' COMMENT 'JSON object, as the kind needs it',
  reason     varchar(1200) NOT NULL COMMENT 'who wants it and why',
  given_at   timestamp(3)  NOT NULL DEFAULT current_timestamp(3),
  PRIMARY KEY (id),
  KEY sync_command_station (station, table_name, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='StationSync: commands for stations';

-- Whether Kafka has ever held a position of this database: then a missing one has been lost, and this is no first start.
ALTER TABLE sync_origin
  ADD COLUMN IF NOT EXISTS started_at timestamp(3) NULL DEFAULT NULL COMMENT 'when Kafka first held a position';
