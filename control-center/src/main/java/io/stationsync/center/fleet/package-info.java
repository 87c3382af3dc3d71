/** The stations that have announced themselves. */
@NullMarked
package io.stationsync.center.fleet;

import org.jspecify.annotations.NullMarked;
