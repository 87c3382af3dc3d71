package io.stationsync.center.send;

import io.stationsync.center.send.Resend.Answer;
import io.stationsync.model.Columns;
import io.stationsync.model.Op;
import io.stationsync.model.Row;
import io.stationsync.model.RowKey;
import io.stationsync.model.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The messages of one table of one station that may not have been applied. Confined to the sender's thread. */
final class TableMessages {
    private final Map<RowKey, RowMessages> byRow = new HashMap<>();
    private final Deque<Message> inOrder = new ArrayDeque<>();

    /** Set aside instead of being sent, behind everything that was sent for the row. */
    private final Map<RowKey, List<Message>> unsent = new HashMap<>();

    private long seen = -1;

    /** The columns of the last message: the next one mostly has the same. */
    private Columns named = new Columns(List.of());

    /** Of the messages in order. */
    private long messageBytes;

    /** The last that was forgotten; null once it is acknowledged. */
    private @Nullable Message lastForgotten;

    /** What remains of the forgotten messages: which rows they were for, and which of those they delete. */
    private RowFilter forgottenRows = new RowFilter();

    private RowFilter forgottenDeletes = new RowFilter();

    /** A message that is remembered once it is added or set aside. */
    Message message(RowKey key, Answer answer) {
        if (!named.names().equals(answer.columns())) {
            named = new Columns(answer.columns());
        }
        return new Message(key, answer, named);
    }

    void add(Message message) {
        inOrder.add(message);
        messageBytes += message.bytes();
        byRow.computeIfAbsent(message.key(), key -> new RowMessages()).add(message);
    }

    void setAside(Message message) {
        unsent.computeIfAbsent(message.key(), key -> new ArrayList<>(1)).add(message);
    }

    /** The first of those of a row that were set aside is sent now. */
    void release(RowKey key) {
        unsent.computeIfPresent(key, (row, messages) -> {
            messages.remove(0);
            return messages.isEmpty() ? null : messages;
        });
    }

    /** None of those of a row is set aside any more. */
    void forgetUnsent(RowKey key) {
        unsent.remove(key);
    }

    /** How many are remembered. */
    int size() {
        return inOrder.size();
    }

    /** About how much memory it takes, without what was set aside. */
    long bytes() {
        return messageBytes + rowBytes();
    }

    /** About how much memory those take that are remembered. */
    long messageBytes() {
        return messageBytes;
    }

    /** About how much memory it takes to know of the forgotten ones which rows they were for. */
    long rowBytes() {
        return forgottenRows.bytes() + forgottenDeletes.bytes();
    }

    /** The last offset acknowledged; -1 for none. */
    long seen() {
        return seen;
    }

    boolean isEmpty() {
        return inOrder.isEmpty() && unsent.isEmpty() && !isInDoubt();
    }

    /** Whether some messages are forgotten that may not have been applied. */
    boolean isInDoubt() {
        return lastForgotten != null;
    }

    UnderWay of(RowKey key) {
        RowMessages messages = byRow.get(key);
        // What was set aside comes and goes without the messages that were sent.
        return messages == null || unsent.containsKey(key) ? of(key, seen) : messages.underWay(() -> of(key, seen));
    }

    /** @param beyond of the messages that were sent, only those with a larger offset count */
    UnderWay of(RowKey key, long beyond) {
        Message forgotten = lastForgotten;
        boolean inDoubt = forgotten != null && forgotten.offset() > beyond && forgottenRows.mayContain(key);
        RowMessages sent = byRow.get(key);
        List<Message> messages = sent == null ? new ArrayList<>() : new ArrayList<>(sent.inOrder());
        messages.removeIf(message -> message.offset() <= beyond);
        messages.addAll(unsent.getOrDefault(key, List.of()));
        if (messages.isEmpty() && !inDoubt) {
            return UnderWay.NOTHING;
        }
        boolean deletes = inDoubt && forgottenDeletes.mayContain(key);
        boolean deletedByEdit = deletes;
        @Nullable Row deleted = null;
        boolean upserts = false;
        Set<String> columns = new HashSet<>();
        Map<String, List<Value>> edited = new HashMap<>();
        for (Message message : messages) {
            @Nullable Row before = message.before();
            if (message.op() == Op.UPDATE) {
                Row named = Objects.requireNonNull(before);
                for (String column : message.columns()) {
                    if (columns.add(column) && message.isEdit()) {
                        edited.put(column, new ArrayList<>(2));
                    }
                    if (message.isEdit() && edited.containsKey(column)) {
                        edited.get(column).add(named.get(column));
                    }
                }
            } else {
                deletes = message.op() == Op.DELETE;
                deletedByEdit = deletes && message.isEdit();
                deleted = before;
                upserts |= !deletes;
            }
        }
        return new UnderWay(deletes, deletedByEdit, deleted, upserts, columns, edited, inDoubt);
    }

    /** @param offset larger than the last one acknowledged */
    void acknowledge(long offset) {
        seen = offset;
        while (!inOrder.isEmpty() && inOrder.element().offset() <= offset) {
            Message message = inOrder.remove();
            messageBytes -= message.bytes();
            byRow.computeIfPresent(message.key(), (key, messages) -> {
                messages.remove(message);
                return messages.isEmpty() ? null : messages;
            });
        }
        if (lastForgotten != null && lastForgotten.offset() <= offset) {
            lastForgotten = null;
            forgottenRows = new RowFilter();
            forgottenDeletes = new RowFilter();
            byRow.values().forEach(RowMessages::changed);
        }
    }

    /** Forgets what the messages say, but not which rows they are for. */
    void forget() {
        for (Message message : inOrder) {
            forgottenRows.add(message.key());
            if (message.op() == Op.DELETE) {
                forgottenDeletes.add(message.key());
            }
            lastForgotten = message;
        }
        inOrder.clear();
        byRow.clear();
        messageBytes = 0;
    }

    /** Forgets also which rows the forgotten messages are for, and which of those they delete: it may be any. */
    void forgetRows() {
        if (forgottenDeletes.bytes() > 0) {
            forgottenDeletes.takeAll();
        }
        forgottenRows.takeAll();
    }
}
