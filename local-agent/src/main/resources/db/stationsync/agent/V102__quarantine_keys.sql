-- The second half of V101, in a file of its own so that either can be run again.
ALTER TABLE sync_quarantine
  MODIFY COLUMN topic varchar(249) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  MODIFY COLUMN key_hash binary(16) NOT NULL COMMENT 'of the whole key; zeros if it can''t be read',
  MODIFY COLUMN state varchar(10) NOT NULL
    COMMENT 'refused, waiting (behind a refused change of its row), released (will be sent) or unreadable',
  DROP KEY IF EXISTS sync_quarantine_change,
  DROP COLUMN IF EXISTS gtid,
  DROP COLUMN IF EXISTS row_no,
  ADD UNIQUE KEY IF NOT EXISTS sync_quarantine_record (topic, record_offset),
  ADD UNIQUE KEY IF NOT EXISTS sync_quarantine_origin (topic, origin),
  ADD KEY IF NOT EXISTS sync_quarantine_row (topic, key_hash, record_offset),
  ADD KEY IF NOT EXISTS sync_quarantine_cause (station, table_name, state);

CREATE TABLE IF NOT EXISTS sync_quarantine_piece (
  change_id bigint     NOT NULL,
  piece_no  int        NOT NULL,
  content   mediumblob NOT NULL,
  PRIMARY KEY (change_id, piece_no),
  CONSTRAINT sync_quarantine_piece_change FOREIGN KEY (change_id) REFERENCES sync_quarantine (id) ON DELETE CASCADE
) ENGINE=InnoDB COMMENT='StationSync: large contents of changes that were set aside';
