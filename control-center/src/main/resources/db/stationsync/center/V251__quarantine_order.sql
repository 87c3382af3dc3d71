-- A topic that is made anew, as after Kafka was lost, has small offsets again: they say neither which record it is nor in which
-- order changes were made. That one record is stored once is due to sync_progress, which moves in the same transaction.
-- Changes of a row are in the order of their ids.
ALTER TABLE sync_quarantine
  MODIFY COLUMN record_offset bigint NULL
    COMMENT 'of a change that was received, in the topic as it was then; otherwise NULL',
  DROP KEY IF EXISTS sync_quarantine_record,
  DROP KEY IF EXISTS sync_quarantine_row,
  ADD KEY IF NOT EXISTS sync_quarantine_queue (topic, key_hash, id);
