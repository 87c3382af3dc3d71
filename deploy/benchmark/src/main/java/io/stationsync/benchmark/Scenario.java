package io.stationsync.benchmark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One thing to measure. */
interface Scenario {
    /** Writes what it has measured. Begins and ends with all movers held, and nothing under way. */
    void run(Bench bench, Report report);

    /** All by their names, in the order in which they run. */
    Map<String, Scenario> ALL = all();

    List<String> NAMES = List.copyOf(ALL.keySet());

    private static Map<String, Scenario> all() {
        Map<String, Scenario> all = new LinkedHashMap<>();
        all.put("inserts", Backlog.inserts());
        all.put("single", Backlog.single());
        all.put("updates", Backlog.updates());
        all.put("deletes", Backlog.deletes());
        all.put("mixed", Backlog.mixed());
        all.put("down", new Down());
        all.put("crossing", new Crossing());
        all.put("latency", new Latency());
        all.put("load", new FirstLoad());
        all.put("beside", new BesideLoad());
        all.put("idle", new Idle());
        all.put("growth", new Growth());
        // Leaves millions of rows that the ways have yet to bring.
        all.put("application", new ApplicationCost());
        return all;
    }

    /** Those asked for, by their names; all of them if none was. */
    static Map<String, Scenario> of(Options options) {
        Map<String, Scenario> scenarios = new LinkedHashMap<>(ALL);
        if (!options.scenarios().isEmpty()) {
            scenarios.keySet().retainAll(options.scenarios());
        }
        return scenarios;
    }
}
