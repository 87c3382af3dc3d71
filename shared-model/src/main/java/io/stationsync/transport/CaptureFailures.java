package io.stationsync.transport;

import io.stationsync.capture.CaptureException;
import io.stationsync.engine.State;

/** What a failed capture means for the service. */
final class CaptureFailures {
    private CaptureFailures() {}

    /** What to do where the capture can't get past an event. */
    static String withWayOut(String message) {
        return message
                + ". Once the cause is mended, ask for a resync of any whole table while this service runs: then the capture goes on with what is written from then on, and all rows of all tables are sent";
    }

    static State state(CaptureException failure) {
        return switch (failure.reason()) {
            case CONNECTION -> State.RETRYING;
            case POSITION_LOST -> State.RESYNC_NEEDED;
            default -> State.FAILED;
        };
    }
}
