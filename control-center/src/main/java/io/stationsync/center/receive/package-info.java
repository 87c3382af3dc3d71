/** The stations' changes on their way into the master tables. */
@NullMarked
package io.stationsync.center.receive;

import org.jspecify.annotations.NullMarked;
