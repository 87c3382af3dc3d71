package io.stationsync.database;

/** The offset stored in the database is not the one this process expected; it must be read again. */
public final class ProgressMovedException extends Exception {
    private static final long serialVersionUID = 1;

    public ProgressMovedException(String topic) {
        super(
                "sync_progress of %s is not where this process left it: another process applies it, or a commit succeeded unheard"
                        .formatted(topic));
    }
}
