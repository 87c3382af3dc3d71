package io.stationsync.agent.pause;

import io.stationsync.wire.StationCommand;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What is held back of the return topic. A table that is held back by itself does not belong to all. */
public record Pauses(List<HeldBack> heldBack) {
    public static final Pauses NONE = new Pauses(List.of());

    public Pauses {
        heldBack = List.copyOf(heldBack);
    }

    /** @param table or {@link StationCommand#ALL_TABLES} */
    public Optional<HeldBack> of(String table) {
        return heldBack.stream().filter(one -> one.table().equals(table)).findFirst();
    }

    public Optional<HeldBack> ofAll() {
        return of(StationCommand.ALL_TABLES);
    }

    /** What a message of the table belongs to; empty for the topic as a whole, which is applied as it comes. */
    public Optional<HeldBack> holding(String table) {
        return of(table).or(this::ofAll);
    }

    /** Whether nothing is applied. */
    public boolean isAllPaused() {
        return ofAll().filter(HeldBack::paused).isPresent();
    }

    /** What has to catch up before the topic goes on, if anything. */
    public Optional<HeldBack> due() {
        // While all tables are paused, one that is not paused by itself any more waits too.
        return ofAll().isPresent()
                ? ofAll().filter(all -> !all.paused())
                : heldBack.stream().filter(one -> !one.paused()).findFirst();
    }

    /** Whether the table's messages belong to what is held back there. */
    public boolean isHeldBackBy(HeldBack one, String table) {
        return holding(table).filter(by -> by.table().equals(one.table())).isPresent();
    }

    /** For people: what is paused since when and why, by table. */
    public Map<String, String> shown() {
        return heldBack.stream()
                .collect(Collectors.toMap(HeldBack::table, Pauses::shown, (one, other) -> one, TreeMap::new));
    }

    private static String shown(HeldBack one) {
        String what = one.paused() ? "paused since %s: %s" : "catches up; was paused since %s: %s";
        return what.formatted(one.since(), one.reason());
    }

    /** With one of them changed. */
    public Pauses with(HeldBack changed) {
        Map<String, HeldBack> all = byTable();
        all.put(changed.table(), changed);
        return new Pauses(List.copyOf(all.values()));
    }

    /** Without what has caught up. */
    public Pauses without(HeldBack caughtUp) {
        Map<String, HeldBack> all = byTable();
        all.remove(caughtUp.table());
        return new Pauses(List.copyOf(all.values()));
    }

    private Map<String, HeldBack> byTable() {
        return heldBack.stream()
                .collect(Collectors.toMap(HeldBack::table, Function.identity(), (one, other) -> one, TreeMap::new));
    }
}
