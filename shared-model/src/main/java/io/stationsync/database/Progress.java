package io.stationsync.database;

import io.stationsync.model.Seq;

/**
 * How far a topic's partition has been applied.
 *
 * @param nextOffset the first offset that has not been applied
 * @param seq of the last record applied
 * @param seen offset of the last message of the return topic that the last records had seen; -1 for none
 */
public record Progress(String topic, int partition, long nextOffset, Seq seq, long seen) {}
