-- Whose rows count where those of the load differ from the center's.
ALTER TABLE sync_resync
  ADD COLUMN IF NOT EXISTS mode varchar(20) CHARACTER SET ascii NOT NULL DEFAULT 'station' COMMENT 'station or center';
