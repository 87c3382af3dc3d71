/** What operators did through the API: who, what, to which row, and why. */
@NullMarked
package io.stationsync.center.audit;

import org.jspecify.annotations.NullMarked;
