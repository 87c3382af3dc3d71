package io.stationsync.agent.load;

import io.stationsync.wire.StationCommand.Kind;

/**
 * What rows of a table are read for: at most one of each kind at a time.
 *
 * @param kind a resync or a verification
 */
public record Job(Kind kind, String table) {}
