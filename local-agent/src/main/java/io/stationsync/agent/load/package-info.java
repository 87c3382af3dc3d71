/** Sends all rows of a table, chunk by chunk between the live changes. */
@NullMarked
package io.stationsync.agent.load;

import org.jspecify.annotations.NullMarked;
