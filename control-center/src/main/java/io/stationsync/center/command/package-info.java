/** What the center has stations do. */
@NullMarked
package io.stationsync.center.command;

import org.jspecify.annotations.NullMarked;
