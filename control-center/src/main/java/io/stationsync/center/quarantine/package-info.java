/** Changes of stations that were set aside instead of being applied, and what becomes of them. */
@NullMarked
package io.stationsync.center.quarantine;

import org.jspecify.annotations.NullMarked;
