package io.stationsync.engine;

/** How a part of the service is doing. */
public enum State {
    /** Not yet running for the first time. */
    STARTING,
    /** Doing its work. */
    RUNNING,
    /** Stands still because an operator wants it to; what comes meanwhile waits in Kafka. */
    PAUSED,
    /** The other side can't be reached; normal for a station, tried again for ever. */
    OFFLINE,
    /** Something failed that may pass; tried again with growing pauses. */
    RETRYING,
    /** A master table is missing and may not be created by us. */
    WAITING_FOR_TABLE,
    /** The station has not said yet what its tables look like. */
    WAITING_FOR_STATION,
    /** A hole in the stream: the rows must be compared and sent again. */
    RESYNC_NEEDED,
    /** Another process with the same identity has taken over; this one does nothing any more. */
    FENCED,
    /** Something that only a person can change; stands still until then. */
    FAILED,
    /** Ended in order. */
    STOPPED;

    /** Whether nobody has to do anything about it. */
    public boolean isHealthy() {
        return this == STARTING || this == RUNNING || this == PAUSED || this == STOPPED;
    }
}
