/** The station's changes on their way to the center. */
@NullMarked
package io.stationsync.agent.publish;

import org.jspecify.annotations.NullMarked;
