-- A request may be to verify the table instead of sending its rows, and be about some ranges of keys only.
ALTER TABLE sync_resync
  ADD COLUMN IF NOT EXISTS kind varchar(20) CHARACTER SET ascii NOT NULL DEFAULT 'resync' COMMENT 'resync or verify' AFTER table_name,
  ADD COLUMN IF NOT EXISTS arguments longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT '{}' COMMENT 'JSON object: ranges of keys, and what is told of them' AFTER kind;
