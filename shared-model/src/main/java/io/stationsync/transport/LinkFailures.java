package io.stationsync.transport;

import io.stationsync.engine.State;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.RetriableException;

/** Tells a Kafka that is away from one that answers and refuses. */
final class LinkFailures {
    private LinkFailures() {}

    /** {@link State#OFFLINE} if waiting is all there is to do, otherwise {@link State#FAILED}. */
    static State state(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            // A station without a network has no name service either; the client calls that a wrong setting.
            boolean unresolvable = t instanceof ConfigException
                    && String.valueOf(t.getMessage()).contains("bootstrap");
            if (t instanceof RetriableException || unresolvable) {
                return State.OFFLINE;
            }
        }
        return State.FAILED;
    }
}
