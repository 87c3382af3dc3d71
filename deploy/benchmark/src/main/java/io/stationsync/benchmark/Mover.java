package io.stationsync.benchmark;

import java.sql.Connection;
import java.util.List;

/** One way to bring a station's rows to the center. All of them read the same binlog of the same station, one at a time. */
interface Mover {
    String name();

    /** Where the rows arrive: a new connection to the schema with the table; the caller closes it. */
    Connection target();

    /** What it works with, the databases included. */
    List<Watched> processes();

    /** How many bytes it has written to the way between station and center so far. */
    long bytes();

    /** Lets it work, and returns while it may still begin. */
    void release();

    /** Stops it where it is, so that changes of the station gather. */
    void hold();

    /** How it is, for a message about a failure. */
    String state();

    /** Makes what runs at the station use no CPU, warm as it is, until {@link #releaseAtStation()}. Only while it is held. */
    void standStillAtStation();

    /**
     * As {@link #release()}, but only for what runs at the station, also if that stands still; ended by {@link #hold()}. To be
     * followed by changes at the station, then {@link #awaitReadAtStation()}.
     */
    void releaseAtStation();

    /** Returns when what runs at the station has read all that the station has changed, once that rests. */
    void awaitReadAtStation();
}
