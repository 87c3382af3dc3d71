package io.stationsync.capture;

/** Takes what a capture reads, in the binlog's order, in the thread that reads. */
@FunctionalInterface
public interface Sink {
    /** May block as long as it likes: nothing more is read meanwhile. What it throws ends the capture. */
    void accept(TransactionPart part) throws InterruptedException;
}
