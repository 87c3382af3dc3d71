/** What was overruled when both sides had changed the same column of a row, kept with both images. */
@NullMarked
package io.stationsync.center.conflict;

import org.jspecify.annotations.NullMarked;
