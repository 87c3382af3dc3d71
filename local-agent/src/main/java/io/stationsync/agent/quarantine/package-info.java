/** Changes that were set aside, with the reason, instead of being published or applied. */
@NullMarked
package io.stationsync.agent.quarantine;

import org.jspecify.annotations.NullMarked;
