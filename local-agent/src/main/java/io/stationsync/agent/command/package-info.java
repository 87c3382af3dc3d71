/** The center's commands at a station: obeyed in the transaction of the offset, and answered in the status topic. */
@NullMarked
package io.stationsync.agent.command;

import org.jspecify.annotations.NullMarked;
