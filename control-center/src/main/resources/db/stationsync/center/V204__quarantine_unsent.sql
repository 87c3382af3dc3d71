-- Also changes that were set aside before they were sent. Large contents are in pieces, because they may exceed
-- max_allowed_packet.
ALTER TABLE sync_quarantine
  MODIFY COLUMN record_offset bigint NULL COMMENT 'of a change that was received; otherwise NULL',
  MODIFY COLUMN op char(1) NOT NULL COMMENT 'c, u, d, r or x; ? if it can''t be read',
  MODIFY COLUMN state varchar(10) NOT NULL
    COMMENT 'refused, waiting (behind a refused change of its row), released (will be sent) or unreadable',
  MODIFY COLUMN payload longtext NULL COMMENT 'the envelope; NULL if it is in pieces or can''t be read',
  MODIFY COLUMN raw longblob NULL COMMENT 'the bytes of what can''t be read; NULL if they are in pieces',
  ADD COLUMN IF NOT EXISTS origin varchar(120) CHARACTER SET ascii COLLATE ascii_bin NULL
    COMMENT 'GTID, row and op of a change that was not sent; otherwise NULL' AFTER record_offset,
  ADD COLUMN IF NOT EXISTS record_key text NULL COMMENT 'of a change that was not sent: the key of its record' AFTER key_hash,
  ADD COLUMN IF NOT EXISTS headers mediumtext NULL COMMENT 'what the record''s headers say about the change' AFTER record_key,
  ADD UNIQUE KEY IF NOT EXISTS sync_quarantine_origin (topic, origin);

CREATE TABLE IF NOT EXISTS sync_quarantine_piece (
  change_id bigint     NOT NULL,
  piece_no  int        NOT NULL,
  content   mediumblob NOT NULL,
  PRIMARY KEY (change_id, piece_no),
  CONSTRAINT sync_quarantine_piece_change FOREIGN KEY (change_id) REFERENCES sync_quarantine (id) ON DELETE CASCADE
) ENGINE=InnoDB COMMENT='StationSync: large contents of changes that were set aside';
