package io.stationsync.transport;

import io.stationsync.capture.CaptureException;
import io.stationsync.engine.State;

/** What a failed capture means for the service. */
final class CaptureFailures {
    private CaptureFailures() {}

    static State state(CaptureException failure) {
        return switch (failure.reason()) {
            case CONNECTION -> State.RETRYING;
            case POSITION_LOST -> State.RESYNC_NEEDED;
            default -> State.FAILED;
        };
    }
}
