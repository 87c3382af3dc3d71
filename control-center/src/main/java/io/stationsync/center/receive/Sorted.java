package io.stationsync.center.receive;

import io.stationsync.center.receive.Batch.Received;
import io.stationsync.model.RowKey;
import io.stationsync.quarantine.SetAside;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A batch, sorted into what is applied and what is set aside.
 *
 * @param received what is applied, in order
 * @param setAside in the order in which it was found
 */
record Sorted(String table, List<Received> received, List<SetAside> setAside) {
    Sorted {
        received = List.copyOf(received);
        setAside = List.copyOf(setAside);
    }

    /** @param blocked rows of which an earlier change is in quarantine */
    static Sorted of(String table, Batch batch, Set<RowKey> blocked) {
        List<Received> applied = new ArrayList<>();
        List<SetAside> setAside = new ArrayList<>(batch.unreadable());
        for (Received one : batch.changes()) {
            if (blocked.contains(one.change().key())) {
                setAside.add(waiting(table, one));
            } else {
                applied.add(one);
            }
        }
        return new Sorted(table, applied, setAside);
    }

    /** Applies one change alone. */
    interface Alone {
        /** @return why it is refused; empty if it has been applied */
        Optional<SQLException> apply(StationChange change) throws SQLException;
    }

    /**
     * The changes of each refused row are applied one by one up to the one that is to blame; those after it wait.
     *
     * @param refused rows of which nothing has been applied
     */
    Sorted oneByOne(Set<RowKey> refused, Alone alone) throws SQLException {
        if (refused.isEmpty()) {
            return this;
        }
        List<Received> applied = new ArrayList<>();
        List<SetAside> all = new ArrayList<>(setAside);
        Set<RowKey> blocked = new HashSet<>();
        for (Received one : received) {
            RowKey key = one.change().key();
            if (blocked.contains(key)) {
                all.add(waiting(table, one));
                continue;
            }
            Optional<SQLException> cause = refused.contains(key) ? alone.apply(one.change()) : Optional.empty();
            if (cause.isPresent()) {
                blocked.add(key);
                all.add(SetAside.refused(
                        one.record(), table, key, one.change().change().op(), cause.get()));
            } else {
                applied.add(one);
            }
        }
        return new Sorted(table, applied, all);
    }

    private static SetAside waiting(String table, Received one) {
        return SetAside.waiting(
                one.record(), table, one.change().key(), one.change().change().op());
    }

    List<StationChange> changes() {
        return received.stream().map(Received::change).toList();
    }
}
