-- Changes of the station that may not be sent, and messages of the center that the station's database refuses or that can't be
-- read. Later changes of the same row wait behind the refused one. The same columns as at the center.
-- Large contents are in pieces, because they may exceed max_allowed_packet.
ALTER TABLE sync_quarantine
  ADD COLUMN IF NOT EXISTS topic varchar(249) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' AFTER table_name,
  ADD COLUMN IF NOT EXISTS record_offset bigint NULL COMMENT 'of a message that was received; otherwise NULL' AFTER topic,
  ADD COLUMN IF NOT EXISTS origin varchar(120) CHARACTER SET ascii COLLATE ascii_bin NULL
    COMMENT 'GTID, row and op of a change that was not sent; otherwise NULL' AFTER record_offset,
  ADD COLUMN IF NOT EXISTS key_hash binary(16) NOT NULL DEFAULT '' COMMENT 'of the whole key; zeros if it can''t be read'
    AFTER row_key,
  ADD COLUMN IF NOT EXISTS record_key text NULL COMMENT 'of a change that was not sent: the key of its record' AFTER key_hash,
  ADD COLUMN IF NOT EXISTS headers mediumtext NULL COMMENT 'what the record''s headers say about the change' AFTER record_key,
  ADD COLUMN IF NOT EXISTS state varchar(10) NOT NULL DEFAULT 'refused'
    COMMENT 'refused, waiting (behind a refused change of its row), released (will be sent) or unreadable' AFTER op,
  MODIFY COLUMN row_key varchar(1000) NOT NULL COMMENT 'empty if it can''t be read',
  MODIFY COLUMN op char(1) NOT NULL COMMENT 'c, u, d, r or x; ? if it can''t be read',
  MODIFY COLUMN payload longtext NULL COMMENT 'the envelope; NULL if it is in pieces or can''t be read',
  ADD COLUMN IF NOT EXISTS raw longblob NULL COMMENT 'the bytes of what can''t be read; NULL if they are in pieces' AFTER payload,
  ADD COLUMN IF NOT EXISTS sql_state varchar(5) NULL AFTER raw,
  ADD COLUMN IF NOT EXISTS error_code int NULL COMMENT 'of MariaDB' AFTER sql_state,
  CHANGE COLUMN IF EXISTS reason message varchar(1000) NULL COMMENT 'NULL while it waits',
  MODIFY COLUMN gtid varchar(100) CHARACTER SET ascii NULL,
  MODIFY COLUMN row_no bigint NULL,
  ADD COLUMN IF NOT EXISTS last_at timestamp(3) NOT NULL DEFAULT current_timestamp(3) COMMENT 'of the last attempt',
  ADD COLUMN IF NOT EXISTS attempts int NOT NULL DEFAULT 1;

-- What an earlier version has set aside lacks what is needed to send it: it can be looked at and discarded. Changing the row once
-- more sends it.
UPDATE sync_quarantine
   SET topic = CONCAT(station, '.', table_name),
       origin = CONCAT(gtid, '/', row_no, '/', op),
       key_hash = UNHEX(REPEAT('0', 32)),
       state = 'unreadable',
       raw = payload,
       payload = NULL
 WHERE topic = '';
