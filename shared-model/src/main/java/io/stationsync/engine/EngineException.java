package io.stationsync.engine;

import org.jspecify.annotations.Nullable;

/** A failure that knows the state it leads to. The message says what failed and what to do. */
public final class EngineException extends Exception {
    private static final long serialVersionUID = 1;

    private final State state;

    public EngineException(State state, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.state = state;
    }

    public EngineException(State state, String message) {
        this(state, message, null);
    }

    public State state() {
        return state;
    }
}
