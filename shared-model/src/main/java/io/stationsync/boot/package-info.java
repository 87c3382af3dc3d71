/** The Spring edge that both services have in common: settings, clients, health and the gate at start-up. */
@NullMarked
package io.stationsync.boot;

import org.jspecify.annotations.NullMarked;
