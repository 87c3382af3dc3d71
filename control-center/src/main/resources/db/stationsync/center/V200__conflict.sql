-- Edits of the same column at both sides. Written in the transaction that decides; images are JSON objects.
CREATE TABLE IF NOT EXISTS sync_conflict (
  id           bigint        NOT NULL AUTO_INCREMENT,
  station      varchar(64)   NOT NULL,
  table_name   varchar(64)   NOT NULL,
  row_key      varchar(1000) NOT NULL,
  columns      text          NOT NULL COMMENT 'the columns that both sides changed, a JSON array',
  base         longtext      NOT NULL COMMENT 'the row as the station saw it before its change',
  station_row  longtext      NOT NULL COMMENT 'the row as the station wrote it',
  control_row  longtext      NOT NULL COMMENT 'the row as the master had it',
  policy       varchar(20)   NOT NULL,
  overruled    varchar(10)   NOT NULL COMMENT 'station or control: whose values were not kept',
  decided_at   timestamp(3)  NOT NULL DEFAULT current_timestamp(3),
  PRIMARY KEY (id),
  KEY sync_conflict_of_station (station, table_name, decided_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='StationSync: what was overruled';
