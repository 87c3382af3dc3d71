/** The service beside a station's database: its settings and wiring. */
@NullMarked
package io.stationsync.agent;

import org.jspecify.annotations.NullMarked;
