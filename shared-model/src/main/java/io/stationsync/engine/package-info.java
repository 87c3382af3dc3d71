/** Loops that run until stopped, try again what failed, and say how they are. */
@NullMarked
package io.stationsync.engine;

import org.jspecify.annotations.NullMarked;
