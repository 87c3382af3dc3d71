-- How far each command is. The stations' answers are taken from their status topics.
ALTER TABLE sync_command
  MODIFY COLUMN kind varchar(20) CHARACTER SET ascii NOT NULL COMMENT 'resync, pause, resume, ...',
  MODIFY COLUMN table_name varchar(64) NOT NULL COMMENT 'or *: all tables of the station',
  ADD COLUMN IF NOT EXISTS user_name varchar(100) NULL COMMENT 'NULL if the center gave it by itself' AFTER arguments,
  ADD COLUMN IF NOT EXISTS state varchar(10) CHARACTER SET ascii NOT NULL DEFAULT 'given'
    COMMENT 'given, sent, accepted, done or refused' AFTER reason,
  ADD COLUMN IF NOT EXISTS message varchar(1000) NULL COMMENT 'of the station' AFTER state,
  ADD COLUMN IF NOT EXISTS sent_at timestamp(3) NULL DEFAULT NULL,
  ADD COLUMN IF NOT EXISTS accepted_at timestamp(3) NULL DEFAULT NULL COMMENT 'by the station''s clock',
  ADD COLUMN IF NOT EXISTS ended_at timestamp(3) NULL DEFAULT NULL COMMENT 'by the station''s clock',
  ADD KEY IF NOT EXISTS sync_command_state (station, state);

-- What operators have paused. Up: the receiver follows it. Down: what the station has been told.
CREATE TABLE IF NOT EXISTS sync_pause (
  station    varchar(64)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  table_name varchar(64)   CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'or *: all tables of the station',
  direction  varchar(4)    CHARACTER SET ascii NOT NULL COMMENT 'up or down',
  user_name  varchar(100)  NOT NULL,
  reason     varchar(1000) NOT NULL,
  command_id bigint        NULL COMMENT 'down: the command that tells the station; up: NULL',
  since      timestamp(3)  NOT NULL DEFAULT current_timestamp(3),
  PRIMARY KEY (station, table_name, direction)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='StationSync: what operators have paused';
