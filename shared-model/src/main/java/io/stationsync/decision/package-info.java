/** What operators decide: who, what, to which row, and why; kept in an audit. */
@NullMarked
package io.stationsync.decision;

import org.jspecify.annotations.NullMarked;
