/** Row changes as Kafka records: topic names, headers, and the JSON envelope. */
@NullMarked
package io.stationsync.wire;

import org.jspecify.annotations.NullMarked;
