/** The master tables and what may happen to their rows. */
@NullMarked
package io.stationsync.center.table;

import org.jspecify.annotations.NullMarked;
