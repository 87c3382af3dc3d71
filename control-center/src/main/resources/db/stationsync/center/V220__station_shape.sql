-- The shape of a station's table as far as its topic has been applied: what a change of the shape has added.
CREATE TABLE IF NOT EXISTS sync_station_shape (
  topic varchar(249) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  shape longtext     NOT NULL COMMENT 'columns and primary key, a JSON object',
  since timestamp(3) NOT NULL DEFAULT current_timestamp(3) ON UPDATE current_timestamp(3),
  PRIMARY KEY (topic)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='StationSync: the stations'' tables as they have been applied';
