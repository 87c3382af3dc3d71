/** Changes that were set aside instead of being applied or sent, and what becomes of them; the same at both ends. */
@NullMarked
package io.stationsync.quarantine;

import org.jspecify.annotations.NullMarked;
