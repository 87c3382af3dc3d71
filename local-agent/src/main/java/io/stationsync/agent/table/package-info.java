/** The station's synchronised tables. */
@NullMarked
package io.stationsync.agent.table;

import org.jspecify.annotations.NullMarked;
