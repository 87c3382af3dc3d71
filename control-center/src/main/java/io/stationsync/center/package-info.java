/** The central service: its settings and wiring. */
@NullMarked
package io.stationsync.center;

import org.jspecify.annotations.NullMarked;
