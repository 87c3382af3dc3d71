package io.stationsync.agent.apply;

import io.stationsync.agent.apply.MessageReader.Received;
import io.stationsync.model.Op;
import io.stationsync.model.RowKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Messages in a row that differ in nothing but values, so that one statement, prepared once, writes them all. */
final class MessageGroup {
    private static final int MOST = 500;

    private final List<Message> messages = new ArrayList<>();
    private final Set<RowKey> upserted = new HashSet<>();

    /** Whether it may come after those that are here. */
    boolean takes(Received received) {
        Message next = received.message();
        if (!next.table().selection().rows().isEmpty()) {
            // Each row is looked at first.
            return false;
        }
        return messages.isEmpty()
                || messages.size() < MOST && isLike(messages.get(0), next) && !upserted.contains(next.key());
    }

    private static boolean isLike(Message one, Message other) {
        return one.table() == other.table()
                && one.change().op() == other.change().op()
                && one.columns().equals(other.columns())
                && one.change().image().columns().equals(other.change().image().columns());
    }

    void add(Received received) {
        Message message = received.message();
        messages.add(message);
        if (message.change().op() == Op.UPSERT) {
            // Rows that are missing are inserted after all updates, so each row comes once.
            upserted.add(message.key());
        }
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    /** In order. */
    List<Message> messages() {
        return messages;
    }
}
