package io.stationsync.transport;

import io.stationsync.capture.CaptureException;
import io.stationsync.capture.CaptureException.Reason;
import io.stationsync.model.Position;
import org.jspecify.annotations.Nullable;

/**
 * What the capture can't get past in the binlog, and whether an operator agrees that it goes on behind it. Only a request made
 * after this process has met that very place counts: nothing is passed over by accident. Confined to the sender's thread.
 */
final class Impasse {
    private @Nullable Place place;
    private long lastRequest;

    /** @param position after which nothing more could be read */
    private record Place(Position position, Reason reason) {}

    /** Whether the failure is one that trying again, or another setting of the service, does not mend. */
    static boolean is(CaptureException failure) {
        return switch (failure.reason()) {
            case SETTINGS, ROLLED_BACK, UNREADABLE -> true;
            case CONNECTION, AUTHENTICATION, SERVER_ID_TAKEN, POSITION_LOST -> false;
        };
    }

    /** The capture has failed there, now or again. @return whether an operator has agreed to go on behind it since */
    boolean mayBePassed(CaptureException failure, Position position, Translation translation) throws Exception {
        Place now = new Place(position, failure.reason());
        if (now.equals(place)) {
            return translation.isResyncAskedFor(lastRequest);
        }
        lastRequest = translation.lastRequest();
        place = now;
        return false;
    }
}
