-- What became of each conflict, conflicts about the existence of a row (an image may be missing), and what operators
-- decided.
ALTER TABLE sync_conflict
  COMMENT = 'StationSync: what both sides changed',
  MODIFY columns     text     NOT NULL COMMENT 'the columns in which both sides disagree, a JSON array',
  MODIFY base        longtext NULL COMMENT 'the row as the station saw it before its change; NULL if the station inserted it',
  MODIFY station_row longtext NULL COMMENT 'the row as the station wrote it; NULL if the station deleted it',
  MODIFY control_row longtext NULL COMMENT 'the row as the master had it; NULL if the center had deleted it',
  ADD COLUMN IF NOT EXISTS outcome varchar(20)   NOT NULL DEFAULT 'control-kept'
                  COMMENT 'control-kept, station-applied, row-deleted or row-restored' AFTER policy,
  ADD COLUMN IF NOT EXISTS state varchar(10)   NOT NULL DEFAULT 'decided'
                  COMMENT 'decided by the policy, open until an operator decides, or what the operator did: reversed, confirmed'
                  AFTER overruled,
  ADD COLUMN IF NOT EXISTS resolution varchar(20)   NULL COMMENT 'keep-control, keep-station or values' AFTER decided_at,
  ADD COLUMN IF NOT EXISTS resolved_by varchar(100)  NULL AFTER resolution,
  ADD COLUMN IF NOT EXISTS resolved_at timestamp(3)  NULL AFTER resolved_by,
  ADD COLUMN IF NOT EXISTS reason varchar(1000) NULL AFTER resolved_at,
  ADD COLUMN IF NOT EXISTS origin varchar(150)  CHARACTER SET ascii NULL
                  COMMENT 'transaction and row that undid a delete of the center, so that it is stored once',
  ADD UNIQUE KEY IF NOT EXISTS sync_conflict_origin (origin),
  ADD KEY IF NOT EXISTS sync_conflict_in_state (state, station, table_name);

UPDATE sync_conflict SET outcome = 'station-applied' WHERE overruled = 'control';
