/** The words of the domain: rows, their changes, and positions in the logs. Plain Java, knows nothing else. */
@NullMarked
package io.stationsync.model;

import org.jspecify.annotations.NullMarked;
