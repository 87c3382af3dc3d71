package io.stationsync.agent.publish;

import io.stationsync.model.StationCode;
import java.util.Set;

/**
 * Who the station is.
 *
 * @param codes the values that its rows' code column may have
 */
public record StationIdentity(
        StationCode station, Set<String> codes, String codeColumn, String schema, String version) {
    public StationIdentity {
        codes = Set.copyOf(codes);
    }
}
