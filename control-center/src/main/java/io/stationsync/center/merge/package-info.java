/** What becomes of a row that both sides have changed. */
@NullMarked
package io.stationsync.center.merge;

import org.jspecify.annotations.NullMarked;
