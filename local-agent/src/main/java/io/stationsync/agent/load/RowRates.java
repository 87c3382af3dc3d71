package io.stationsync.agent.load;

import io.stationsync.wire.StationCommand.Kind;

/**
 * The most rows to read in a second; 0 for as many as possible.
 *
 * @param load to send them
 * @param verify to compare them
 */
public record RowRates(int load, int verify) {
    int of(Job job) {
        return job.kind() == Kind.VERIFY ? verify : load;
    }
}
