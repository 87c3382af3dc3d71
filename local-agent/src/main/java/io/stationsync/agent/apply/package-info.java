/** The center's edits on their way into the station's tables. */
@NullMarked
package io.stationsync.agent.apply;

import org.jspecify.annotations.NullMarked;
