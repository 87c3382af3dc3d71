package io.stationsync.center.send;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The messages for one row that were sent and may not have been applied, in order, and what they come to: a counter that both
 * sides write has thousands of them, and each of its changes asks. Confined to the sender's thread.
 */
final class RowMessages {
    private final Deque<Message> inOrder = new ArrayDeque<>(2);
    private @Nullable UnderWay underWay;

    void add(Message message) {
        inOrder.add(message);
        changed();
    }

    /** @param message the first one */
    void remove(Message message) {
        inOrder.removeFirstOccurrence(message);
        changed();
    }

    /** Something has changed that {@link #underWay} was found out from. */
    void changed() {
        underWay = null;
    }

    boolean isEmpty() {
        return inOrder.isEmpty();
    }

    Deque<Message> inOrder() {
        return inOrder;
    }

    /** @param find asked again only after a change */
    UnderWay underWay(Supplier<UnderWay> find) {
        if (underWay == null) {
            underWay = find.get();
        }
        return underWay;
    }
}
