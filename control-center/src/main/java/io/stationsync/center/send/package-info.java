/** Edits made at the center on their way back to the stations. */
@NullMarked
package io.stationsync.center.send;

import org.jspecify.annotations.NullMarked;
