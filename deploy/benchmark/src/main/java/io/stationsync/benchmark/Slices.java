package io.stationsync.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How fast an application inserts while one thing stands beside it, in several slices of time, and what processes use meanwhile. */
final class Slices {
    private final long start = System.nanoTime();
    private final List<ProcessUse> use;
    private final List<Measurement> all = new ArrayList<>();

    Slices(List<Watched> processes) {
        this.use = Watched.use(processes);
    }

    /**
     * Measures one more, once the application has gone on for as long.
     *
     * @return rows per second
     */
    double take(Application application, Duration slice) {
        application.work(slice);
        Measurement before = soFar(application.inserted());
        application.work(slice);
        Measurement taken = soFar(application.inserted()).since(before);
        all.add(taken);
        return taken.rowsPerSecond();
    }

    List<Measurement> all() {
        return List.copyOf(all);
    }

    /** From when this was made until now, what is between the slices included. */
    Measurement soFar(int rows) {
        return Measurement.of(rows, (System.nanoTime() - start) / 1e9, use, 0);
    }
}
