-- Tables whose messages are held back, at the center's command or because they still catch up afterwards. The capture reads each
-- change of this table from the binlog: it tells the center up to which message a table has been applied.
CREATE TABLE IF NOT EXISTS sync_pause (
  table_name  varchar(64)   CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL
              COMMENT 'or *: every table that has no row here',
  paused      tinyint       NOT NULL COMMENT '1: applies nothing; 0: catches up',
  next_offset bigint        NOT NULL COMMENT 'of the return topic: the first message that has not been applied',
  epoch       bigint        NOT NULL,
  seq         bigint        NOT NULL COMMENT 'of the last record before it',
  reason      varchar(1200) NOT NULL COMMENT 'who wants it and why',
  since       timestamp(3)  NOT NULL DEFAULT current_timestamp(3),
  PRIMARY KEY (table_name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='StationSync: tables whose messages are held back';

-- What became of the center's commands, written in the transaction that obeys them.
CREATE TABLE IF NOT EXISTS sync_command_result (
  command_id  bigint        NOT NULL COMMENT 'the center''s',
  kind        varchar(100)  NOT NULL,
  table_name  varchar(64)   NOT NULL,
  state       varchar(10)   NOT NULL COMMENT 'accepted, done or refused',
  message     varchar(1000) NOT NULL,
  request     bigint        NULL COMMENT 'of sync_resync: done when the load that answers it is; otherwise NULL',
  accepted_at timestamp(3)  NOT NULL DEFAULT current_timestamp(3),
  ended_at    timestamp(3)  NULL DEFAULT NULL,
  PRIMARY KEY (command_id),
  KEY sync_command_result_state (state)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='StationSync: what became of the center''s commands';
