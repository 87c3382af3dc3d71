/** Messages that are held back because an operator at the center wants it. */
@NullMarked
package io.stationsync.agent.pause;

import org.jspecify.annotations.NullMarked;
