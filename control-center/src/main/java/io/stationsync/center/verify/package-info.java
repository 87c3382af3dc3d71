/** Compares the stations' tables with the master's rows of them, while both sides write. */
@NullMarked
package io.stationsync.center.verify;

import org.jspecify.annotations.NullMarked;
