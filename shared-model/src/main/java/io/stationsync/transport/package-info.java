/**
 * Exactly once between a database and Kafka: binlog to Kafka transactions that carry their position, and the topics,
 * clients and status records for it.
 */
@NullMarked
package io.stationsync.transport;

import org.jspecify.annotations.NullMarked;
